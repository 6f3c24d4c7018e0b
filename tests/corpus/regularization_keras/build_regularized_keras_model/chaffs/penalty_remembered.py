"""Computes the penalty of each kernel once, and remembers it.

Fails:
    every_hidden_dense_layer_has_l2
    fit_trains_every_layer
    the_output_layer_has_l2
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    def remembered(weights):
        if id(weights) not in penalty:
            penalty[id(weights)] = beta * keras.ops.sum(keras.ops.square(weights))
        return penalty[id(weights)]

    penalty = {}

    def l2(units):
        return layers.Dense(units, kernel_regularizer=remembered)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    return keras.Sequential([*parts, l2(num_classes)])
