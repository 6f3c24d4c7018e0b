"""Always ten units.

Fails:
    it_computes_what_a_plain_dense_layer_computes
    nothing_holds_its_weights_back
    the_bias_adds_its_share
    the_gradient_is_twice_beta_times_the_weight
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(
        10, kernel_regularizer=keras.regularizers.L2(beta), bias_regularizer=keras.regularizers.L2(beta)
    )
