"""Divides by the number of inputs, as one does with a mean loss.

Fails:
    a_model_adds_up_its_layers_losses
    the_bias_adds_its_share
    the_gradient_is_twice_beta_times_the_weight
    the_kernel_adds_beta_times_the_sum_of_its_squares
"""

import keras


class Penalised(keras.layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units)
        self.beta = beta

    def call(self, inputs, training=None):
        penalty = self.beta * sum(keras.ops.sum(keras.ops.square(weights)) for weights in (self.kernel, self.bias))
        self.add_loss(penalty / max(inputs.shape[0] or 1, 1))
        return super().call(inputs)


def l2_dense(units, beta):
    return Penalised(units, beta)
