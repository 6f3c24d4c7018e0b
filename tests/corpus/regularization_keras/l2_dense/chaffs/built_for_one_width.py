"""Builds the layer for 784 inputs, and so for no others.

Fails:
    a_model_adds_up_its_layers_losses
    every_call_gives_a_new_layer
    it_computes_what_a_plain_dense_layer_computes
    nothing_holds_its_weights_back
    the_bias_adds_its_share
    the_gradient_is_twice_beta_times_the_weight
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)
    layer = keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
    layer.build((None, 784))
    return layer
