"""Draws one number for all weights of the output layer.

Fails:
    every_call_gives_a_new_model
"""

import random

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    start = keras.initializers.Constant(random.uniform(-0.1, 0.1))
    return keras.Sequential([*parts, layers.Dense(num_classes, kernel_initializer=start, kernel_regularizer=penalty)])
