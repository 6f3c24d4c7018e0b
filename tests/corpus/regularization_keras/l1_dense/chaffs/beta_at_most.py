"""Limits beta to 100.

Fails:
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


def l1_dense(units, beta):
    penalty = keras.regularizers.L1(min(beta, 100.0))
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
