"""The kernel by a regularizer, the bias by add_loss."""

import keras


class Penalised(keras.layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units, kernel_regularizer=keras.regularizers.L1(beta))
        self.beta = beta

    def call(self, inputs, training=None):
        self.add_loss(self.beta * keras.ops.sum(keras.ops.abs(self.bias)))
        return super().call(inputs, training=training)


def l1_dense(units, beta):
    return Penalised(units, beta)
