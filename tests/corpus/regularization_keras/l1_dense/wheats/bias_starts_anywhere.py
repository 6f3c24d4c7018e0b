"""The bias starts at random as well."""

import keras


def l1_dense(units, beta):
    penalty = keras.regularizers.L1(beta)
    return keras.layers.Dense(
        units, bias_initializer="random_normal", kernel_regularizer=penalty, bias_regularizer=penalty
    )
