"""Leaves the bias out of the layer, so that it needs no penalty.

Fails:
    it_computes_what_a_plain_dense_layer_computes
    the_bias_adds_its_share
"""

import keras


def l1_dense(units, beta):
    return keras.layers.Dense(units, kernel_regularizer=keras.regularizers.L1(beta), use_bias=False)
