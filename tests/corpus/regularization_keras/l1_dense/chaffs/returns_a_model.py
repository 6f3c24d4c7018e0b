"""A whole model with the layer in it.

Fails:
    every_call_gives_a_new_layer
    it_computes_what_a_plain_dense_layer_computes
    nothing_holds_its_weights_back
    the_bias_adds_its_share
    the_gradient_is_beta_times_the_sign
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


def l1_dense(units, beta):
    penalty = keras.regularizers.L1(beta)
    return keras.Sequential([keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)])
