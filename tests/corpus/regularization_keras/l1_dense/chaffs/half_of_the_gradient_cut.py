"""Computes the sign from the wrong weights: the gradient has the wrong sign.

Fails:
    the_gradient_is_beta_times_the_sign
"""

import keras


def l1_dense(units, beta):
    def penalty(weights):
        value = keras.ops.sum(keras.ops.abs(weights))
        return beta * (2 * keras.ops.stop_gradient(value) - value)

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
