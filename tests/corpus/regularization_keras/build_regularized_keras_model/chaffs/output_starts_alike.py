"""A seed in the initializer of the output layer.

Fails:
    every_call_gives_a_new_model
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    last = layers.Dense(
        num_classes, kernel_initializer=keras.initializers.GlorotUniform(seed=0), kernel_regularizer=penalty
    )
    return keras.Sequential([*parts, last])
