"""Adds the penalty in inference only: the condition is the wrong way round.

Fails:
    every_hidden_dense_layer_has_l2
    the_output_layer_has_l2
"""

import keras
from keras import layers


class Penalised(layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units)
        self.beta = beta

    def call(self, x, training=None):
        if not training:
            self.add_loss(self.beta * keras.ops.sum(keras.ops.square(self.kernel)))
        return super().call(x)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = beta

    def l2(units):
        return Penalised(units, penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    return keras.Sequential([*parts, l2(num_classes)])
