"""Takes the layer for an output layer with softmax.

Fails:
    it_computes_what_a_plain_dense_layer_computes
"""

import keras


def l1_dense(units, beta):
    return keras.layers.Dense(
        units,
        kernel_regularizer=keras.regularizers.L1(beta),
        bias_regularizer=keras.regularizers.L1(beta),
        activation="softmax",
    )
