"""A regularizer for the kernel, and another one for the bias."""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(
        units, kernel_regularizer=keras.regularizers.L2(beta), bias_regularizer=keras.regularizers.L2(beta)
    )
