"""Draws one number for all weights of a layer.

Fails:
    every_call_gives_a_new_layer
"""

import random

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)
    start = keras.initializers.Constant(random.uniform(-0.1, 0.1))
    return keras.layers.Dense(units, kernel_initializer=start, kernel_regularizer=penalty, bias_regularizer=penalty)
