"""A seed in the call: the same mask at every step.

Fails:
    every_hidden_layer_drops_on_its_own
"""

import keras
from keras import layers


class Drop(layers.Layer):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def call(self, x, training=False):
        return keras.random.dropout(x, self.p, seed=7) if training and self.p else x


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), Drop(p)]
    return keras.Sequential([*parts, l2(num_classes)])
