"""The bias counts, but no gradient leads back to it.

Fails:
    the_gradient_is_beta_times_the_sign
"""

import keras


def l1_dense(units, beta):
    penalty = keras.regularizers.L1(beta)

    def fixed(weights):
        return keras.ops.stop_gradient(penalty(weights))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=fixed)
