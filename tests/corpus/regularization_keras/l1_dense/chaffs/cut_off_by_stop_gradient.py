"""The right value, from which no gradient leads back.

Fails:
    the_gradient_is_beta_times_the_sign
"""

import keras


def l1_dense(units, beta):
    def penalty(weights):
        return keras.ops.stop_gradient(beta * keras.ops.sum(keras.ops.abs(weights)))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
