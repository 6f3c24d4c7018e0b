"""Gives the layer a list losses of its own, which no model looks at.

Fails:
    a_model_adds_up_its_layers_losses
"""

import keras


class Penalised(keras.layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units)
        self.beta = beta

    @property
    def losses(self):
        return [self.beta * keras.ops.sum(keras.ops.square(weights)) for weights in self.trainable_weights]


def l2_dense(units, beta):
    return Penalised(units, beta)
