"""Flattens each input first, so that a layer of more dimensions loses them.

Fails:
    it_computes_what_a_plain_dense_layer_computes
"""

import keras


class Flat(keras.layers.Dense):
    def call(self, inputs, training=None):
        return super().call(keras.ops.reshape(inputs, (-1, self.kernel.shape[0])))


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)
    return Flat(units, kernel_regularizer=penalty, bias_regularizer=penalty)
