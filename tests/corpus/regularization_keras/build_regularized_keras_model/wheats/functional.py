"""The functional style."""

import keras
from keras import layers, regularizers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    images = keras.Input(shape=(28, 28, 1))
    x = layers.Flatten()(images)
    for size in hidden_sizes:
        x = layers.Dense(size, kernel_regularizer=regularizers.l2(beta), bias_regularizer=regularizers.l2(beta))(x)
        x = layers.BatchNormalization()(x)
        x = keras.activations.relu(x)
        x = layers.Dropout(rate=p)(x)
    x = layers.Dense(num_classes, kernel_regularizer=regularizers.l2(beta), bias_regularizer=regularizers.l2(beta))(x)
    return keras.Model(images, x)
