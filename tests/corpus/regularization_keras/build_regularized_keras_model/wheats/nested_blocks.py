"""A Sequential of blocks, each a Sequential."""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    def dense(units):
        penalty = keras.regularizers.L2(beta)
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    def block(size):
        return keras.Sequential([dense(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)])

    return keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Flatten(), *(block(size) for size in hidden_sizes), dense(num_classes)]
    )
