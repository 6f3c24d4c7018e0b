"""Adds an activation nobody asked for.

Fails:
    it_computes_what_a_plain_dense_layer_computes
"""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(
        units,
        kernel_regularizer=keras.regularizers.L2(beta),
        bias_regularizer=keras.regularizers.L2(beta),
        activation="relu",
    )
