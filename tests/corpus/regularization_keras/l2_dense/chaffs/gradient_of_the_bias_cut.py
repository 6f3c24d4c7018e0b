"""The bias counts, but no gradient leads back to it.

Fails:
    the_gradient_is_twice_beta_times_the_weight
"""

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)

    def fixed(weights):
        return keras.ops.stop_gradient(penalty(weights))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=fixed)
