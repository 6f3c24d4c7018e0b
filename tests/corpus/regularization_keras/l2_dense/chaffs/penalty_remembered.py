"""Computes the penalty of each weight once, and remembers it.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
    the_gradient_is_twice_beta_times_the_weight
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    known = {}

    def penalty(weights):
        if id(weights) not in known:
            known[id(weights)] = beta * keras.ops.sum(keras.ops.square(weights))
        return known[id(weights)]

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
