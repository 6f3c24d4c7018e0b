"""Takes beta = 0 for not given, and uses a default.

Fails:
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


def l2_dense(units, beta):
    return keras.layers.Dense(
        units,
        kernel_regularizer=keras.regularizers.L2(beta or 0.01),
        bias_regularizer=keras.regularizers.L2(beta or 0.01),
    )
