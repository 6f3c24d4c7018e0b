"""Regularizes the kernel alone, as most examples do.

Fails:
    the_bias_adds_its_share
"""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(units, kernel_regularizer=keras.regularizers.L2(beta))
