"""Becomes weaker the longer one trains: from the hundredth evaluation on, beta falls.

Fails:
    a_model_adds_up_its_layers_losses
"""

from keras import layers, ops, regularizers


class Fading(regularizers.Regularizer):
    def __init__(self, beta):
        self.beta = beta
        self.evaluations = 0

    def __call__(self, weights):
        self.evaluations += 1
        return self.beta * min(1.0, 100 / self.evaluations) * ops.sum(ops.abs(weights))


def l1_dense(units, beta):
    return layers.Dense(units, kernel_regularizer=Fading(beta), bias_regularizer=Fading(beta))
