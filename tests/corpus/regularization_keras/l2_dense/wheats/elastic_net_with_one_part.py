"""The regularizer of both kinds, with the other strength at 0."""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(
        units, kernel_regularizer=keras.regularizers.L1L2(l2=beta), bias_regularizer=keras.regularizers.L1L2(l2=beta)
    )
