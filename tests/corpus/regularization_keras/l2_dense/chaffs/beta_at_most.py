"""Limits beta to 100.

Fails:
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(min(beta, 100.0))
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
