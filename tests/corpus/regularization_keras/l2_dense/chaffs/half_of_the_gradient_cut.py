"""One factor of each term is cut off from the gradient.

Fails:
    the_gradient_is_twice_beta_times_the_weight
"""

import keras


def l2_dense(units, beta):
    def penalty(weights):
        return beta * keras.ops.sum(weights * keras.ops.stop_gradient(weights))

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
