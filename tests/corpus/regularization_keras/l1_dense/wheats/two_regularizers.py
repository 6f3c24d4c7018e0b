"""A regularizer for the kernel, and another one for the bias."""

import keras


def l1_dense(units, beta):
    return keras.layers.Dense(
        units, kernel_regularizer=keras.regularizers.L1(beta), bias_regularizer=keras.regularizers.L1(beta)
    )
