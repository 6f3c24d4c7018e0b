"""Limits the weights by a constraint: nothing is added to the losses.

Fails:
    a_model_adds_up_its_layers_losses
    nothing_holds_its_weights_back
    the_bias_adds_its_share
    the_gradient_is_beta_times_the_sign
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


def l1_dense(units, beta):
    return keras.layers.Dense(units, kernel_constraint=keras.constraints.MaxNorm(1 / (beta + 1e-6)))
