"""A plain function as the regularizer."""

import keras


def l1_dense(units, beta):
    def penalty(weights):
        return beta * keras.ops.sum(keras.ops.abs(weights))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
