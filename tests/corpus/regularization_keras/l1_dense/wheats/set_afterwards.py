"""A plain layer whose regularizers are set before it is built."""

import keras


def l1_dense(units, beta):
    layer = keras.layers.Dense(units)
    layer.kernel_regularizer = keras.regularizers.L1(beta)
    layer.bias_regularizer = keras.regularizers.L1(beta)
    return layer
