"""One regularizer for each strength, used again by later layers."""

import keras

penalties = {}


def l2_dense(units, beta):
    penalty = penalties.setdefault(beta, keras.regularizers.L2(beta))
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
