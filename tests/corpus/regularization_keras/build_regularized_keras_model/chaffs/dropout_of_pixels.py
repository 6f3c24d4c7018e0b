"""Drops pixels and no hidden values.

Fails:
    every_hidden_layer_drops_on_its_own
    the_share_of_dropped_values_is_p
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dropout(p)]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU()]
    return keras.Sequential([*parts, l2(num_classes)])
