"""No regularizer at all where beta is 0, and another initialization."""

import keras


def l1_dense(units, beta):
    penalty = keras.regularizers.L1(beta) if beta > 0 else None
    return keras.layers.Dense(
        units, kernel_regularizer=penalty, bias_regularizer=penalty, kernel_initializer="he_normal"
    )
