"""Drops inputs in training mode, as if one regularization were not enough.

Fails:
    it_computes_what_a_plain_dense_layer_computes
"""

import keras


class Dropping(keras.layers.Dense):
    def call(self, inputs, training=None):
        return super().call(keras.random.dropout(inputs, 0.5) if training else inputs)


def l2_dense(units, beta):
    penalty = keras.regularizers.L2(beta)
    return Dropping(units, kernel_regularizer=penalty, bias_regularizer=penalty)
