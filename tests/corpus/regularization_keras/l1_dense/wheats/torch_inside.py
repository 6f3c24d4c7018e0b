"""The penalty is computed by torch, which is what Keras runs on."""

import keras
import torch


def l1_dense(units, beta):
    def penalty(weights):
        return beta * torch.abs(keras.ops.convert_to_tensor(weights)).sum()

    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
