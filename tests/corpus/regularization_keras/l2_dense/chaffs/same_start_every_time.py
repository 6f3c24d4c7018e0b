"""A seed in the initializer: all layers start alike.

Fails:
    every_call_gives_a_new_layer
"""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(
        units,
        kernel_regularizer=keras.regularizers.L2(beta),
        bias_regularizer=keras.regularizers.L2(beta),
        kernel_initializer=keras.initializers.GlorotUniform(seed=0),
    )
