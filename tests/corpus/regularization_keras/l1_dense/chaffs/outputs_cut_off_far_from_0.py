"""Cuts its outputs off at -50 and 50, "so that the exponential does not overflow".

Fails:
    it_computes_what_a_plain_dense_layer_computes
"""

import keras
from keras import layers, regularizers


class SafeDense(layers.Dense):
    def call(self, inputs, training=None):
        return keras.ops.clip(super().call(inputs), -50.0, 50.0)


def l1_dense(units, beta):
    return SafeDense(units, kernel_regularizer=regularizers.L1(beta), bias_regularizer=regularizers.L1(beta))
