"""Sets NumPy's seed, which the weights do not even need.

Fails:
    every_call_gives_a_new_layer
"""

import keras
import numpy as np


def l2_dense(units, beta):
    np.random.seed(0)
    penalty = keras.regularizers.L2(beta)
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
