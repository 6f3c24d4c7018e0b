"""Penalises what the layer puts out, not its weights.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
    the_gradient_is_beta_times_the_sign
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


def l1_dense(units, beta):
    return keras.layers.Dense(units, activity_regularizer=keras.regularizers.L1(beta))
