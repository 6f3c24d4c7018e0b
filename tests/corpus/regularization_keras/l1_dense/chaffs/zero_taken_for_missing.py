"""Takes beta = 0 for not given, and uses a default.

Fails:
    the_kernel_adds_beta_times_the_sum_of_its_absolute_values
"""

import keras


def l1_dense(units, beta):
    return keras.layers.Dense(
        units,
        kernel_regularizer=keras.regularizers.L1(beta or 0.01),
        bias_regularizer=keras.regularizers.L1(beta or 0.01),
    )
