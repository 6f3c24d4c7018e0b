"""The regularizer by its name, which has the strength 0.01.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
    the_gradient_is_twice_beta_times_the_weight
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(units, kernel_regularizer="l2", bias_regularizer="l2")
