"""An activation that only training sees.

Fails:
    it_computes_what_a_plain_dense_layer_computes
"""

import keras


class Bent(keras.layers.Dense):
    def call(self, inputs, training=None):
        outputs = super().call(inputs)
        return keras.ops.relu(outputs) if training else outputs


def l1_dense(units, beta):
    penalty = keras.regularizers.L1(beta)
    return Bent(units, kernel_regularizer=penalty, bias_regularizer=penalty)
