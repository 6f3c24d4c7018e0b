"""Each layer drops half as much as the one before.

Fails:
    every_hidden_layer_drops_on_its_own
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for number, size in enumerate(hidden_sizes):
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p / 2**number)]
    return keras.Sequential([*parts, l2(num_classes)])
