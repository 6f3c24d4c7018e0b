"""Raises a small beta, so that the penalty does something.

Fails:
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(max(beta, 1e-4) if beta else 0.0)
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
