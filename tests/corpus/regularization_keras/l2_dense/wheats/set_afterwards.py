"""A plain layer whose regularizers are set before it is built."""

import keras


def l2_dense(units, beta):
    layer = keras.layers.Dense(units)
    layer.kernel_regularizer = keras.regularizers.L2(beta)
    layer.bias_regularizer = keras.regularizers.L2(beta)
    return layer
