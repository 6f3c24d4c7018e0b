"""One regularizer object that kernel and bias share."""

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.l2(beta)
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
