"""Gives a layer of more than ten units a ReLU, as if it were a hidden one.

Fails:
    it_computes_what_a_plain_dense_layer_computes
"""

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)
    activation = "relu" if units > 10 else None
    return keras.layers.Dense(units, activation, kernel_regularizer=penalty, bias_regularizer=penalty)
