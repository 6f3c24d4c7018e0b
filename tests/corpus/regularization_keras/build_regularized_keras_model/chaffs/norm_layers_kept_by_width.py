"""Keeps batch normalizations by place and width, and uses them again for the next model.

Fails:
    every_call_gives_a_new_model
"""

import keras
from keras import layers, regularizers

NORMS = {}


def norm_for(place, width):
    if (place, width) not in NORMS:
        NORMS[place, width] = layers.BatchNormalization()
    return NORMS[place, width]


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    x = images = keras.Input((28, 28, 1))
    x = layers.Flatten()(x)
    for place, width in enumerate(hidden_sizes):
        x = layers.Dense(width, use_bias=False, kernel_regularizer=regularizers.L2(beta))(x)
        x = norm_for(place, width)(x)
        x = layers.Dropout(p)(layers.ReLU()(x))
    return keras.Model(images, layers.Dense(num_classes, kernel_regularizer=regularizers.L2(beta))(x))
