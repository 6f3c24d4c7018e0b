"""A plain function as the regularizer."""

import keras


def l2_dense(units, beta):
    def penalty(weights):
        return beta * keras.ops.sum(keras.ops.square(weights))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
