"""The square of the norm, whose slope where all weights are 0 is not a number.

Fails:
    the_gradient_is_twice_beta_times_the_weight
"""

import keras


def l2_dense(units, beta):
    def penalty(weights):
        return beta * keras.ops.square(keras.ops.sqrt(keras.ops.sum(keras.ops.square(weights))))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
