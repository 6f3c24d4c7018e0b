"""The positive part plus the negative part."""

import keras


def l1_dense(units: int, beta: float) -> keras.layers.Dense:
    if beta < 0:
        raise ValueError("beta must not be negative")

    def penalty(weights):
        weights = keras.ops.reshape(weights, (-1,))
        return beta * keras.ops.sum(keras.ops.relu(weights) + keras.ops.relu(-weights))

    return keras.layers.Dense(units, None, True, kernel_regularizer=penalty, bias_regularizer=penalty)
