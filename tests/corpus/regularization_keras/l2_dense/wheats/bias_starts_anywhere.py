"""The bias starts at random as well."""

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)
    return keras.layers.Dense(
        units, bias_initializer="random_normal", kernel_regularizer=penalty, bias_regularizer=penalty
    )
