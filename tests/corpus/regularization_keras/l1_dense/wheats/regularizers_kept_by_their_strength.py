"""One regularizer for each strength, used again by later layers."""

import keras

penalties = {}


def l1_dense(units, beta):
    penalty = penalties.setdefault(beta, keras.regularizers.L1(beta))
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
