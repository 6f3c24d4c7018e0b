"""Takes a beta of 0 for one that is not given, so that the default is used in its place.

Fails:
    every_hidden_dense_layer_has_l2
"""

import keras
from keras import layers, regularizers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    strength = beta or 1e-4
    stack = [keras.Input((28, 28, 1)), layers.Flatten()]
    for units in hidden_sizes:
        stack += [
            layers.Dense(units, kernel_regularizer=regularizers.L2(strength)),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dropout(p),
        ]
    return keras.Sequential([*stack, layers.Dense(num_classes, kernel_regularizer=regularizers.L2(strength))])
