"""Seeds torch anew by the clock, so that the caller's seed no longer holds.

Fails:
    every_call_gives_a_new_layer
"""

import time

import keras
import torch


def l1_dense(units, beta):
    torch.manual_seed(time.time_ns())
    penalty = keras.regularizers.L1(beta)
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
