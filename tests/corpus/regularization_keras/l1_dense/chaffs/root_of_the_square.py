"""sqrt(w * w), whose slope at 0 is not a number.

Fails:
    the_gradient_is_beta_times_the_sign
"""

import keras


def l1_dense(units, beta):
    def penalty(weights):
        return beta * keras.ops.sum(keras.ops.sqrt(weights * weights))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
