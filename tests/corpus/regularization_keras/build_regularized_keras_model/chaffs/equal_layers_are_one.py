"""Keeps the Dense layers by the widths they connect: of three equal widths in a row two layers are one.

Fails:
    every_hidden_size_counts
"""

import keras
from keras import layers, regularizers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    made = {}

    def dense(before, units):
        if (before, units) not in made:
            made[before, units] = layers.Dense(units, kernel_regularizer=regularizers.L2(beta))
        return made[before, units]

    images = keras.Input((28, 28, 1))
    hidden, width = layers.Flatten()(images), 784
    for units in hidden_sizes:
        hidden = layers.BatchNormalization()(dense(width, units)(hidden))
        hidden = layers.Dropout(p)(layers.ReLU()(hidden))
        width = units
    logits = layers.Dense(num_classes, kernel_regularizer=regularizers.L2(beta))(hidden)
    return keras.Model(images, logits)
