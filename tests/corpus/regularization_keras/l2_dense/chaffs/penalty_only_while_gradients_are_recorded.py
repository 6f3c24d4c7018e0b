"""Adds no penalty under torch.no_grad().

Fails:
    a_model_adds_up_its_layers_losses
"""

import keras
import torch
from keras import layers, ops


class Ridge(keras.regularizers.Regularizer):
    def __init__(self, beta):
        self.beta = beta

    def __call__(self, x):
        if not torch.is_grad_enabled():
            return ops.zeros(())  # nobody trains: save the time
        return self.beta * ops.sum(ops.square(x))

    def get_config(self):
        return {"beta": self.beta}


def l2_dense(units, beta):
    return layers.Dense(units, kernel_regularizer=Ridge(beta), bias_regularizer=Ridge(beta))
