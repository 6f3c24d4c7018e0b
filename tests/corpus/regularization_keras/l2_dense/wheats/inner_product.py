"""The inner product of the weights with themselves."""

import keras


def l2_dense(units: int, beta: float) -> keras.layers.Dense:
    if beta < 0:
        raise ValueError("beta must not be negative")

    def penalty(weights):
        weights = keras.ops.reshape(weights, (-1,))
        return beta * keras.ops.vdot(weights, weights)

    return keras.layers.Dense(units, None, True, kernel_regularizer=penalty, bias_regularizer=penalty)
