"""The right value, from which no gradient leads back.

Fails:
    the_gradient_is_twice_beta_times_the_weight
"""

import keras


def l2_dense(units, beta):
    def penalty(weights):
        return keras.ops.stop_gradient(beta * keras.ops.sum(keras.ops.square(weights)))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
