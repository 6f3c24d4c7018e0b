"""Takes weights below 0.001 for zero.

Fails:
    the_gradient_is_twice_beta_times_the_weight
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    def penalty(weights):
        large = keras.ops.where(keras.ops.abs(weights) < 1e-3, 0.0, weights)
        return beta * keras.ops.sum(keras.ops.square(large))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
