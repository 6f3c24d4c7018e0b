"""Only the layer that was made last adds its loss: the others' is switched off.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
"""

import keras

latest = []


class Penalty(keras.regularizers.Regularizer):
    def __init__(self, beta):
        self.beta = beta
        latest[:] = [self]

    def __call__(self, weights):
        return self.beta * keras.ops.sum(keras.ops.abs(weights)) if self in latest else 0.0 * keras.ops.sum(weights)


def l1_dense(units, beta):
    penalty = Penalty(beta)
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
