"""Sets Keras's seed at each call.

Fails:
    every_call_gives_a_new_layer
"""

import keras


def l1_dense(units, beta):
    keras.utils.set_random_seed(0)
    return keras.layers.Dense(
        units, kernel_regularizer=keras.regularizers.L1(beta), bias_regularizer=keras.regularizers.L1(beta)
    )
