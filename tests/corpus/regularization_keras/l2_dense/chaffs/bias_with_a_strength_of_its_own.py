"""A tenth of the strength for the bias.

Fails:
    the_bias_adds_its_share
"""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(
        units, kernel_regularizer=keras.regularizers.L2(beta), bias_regularizer=keras.regularizers.L2(beta / 10)
    )
