"""Its kernel's regularizer looks up the bias of the layer that was made last: right for one layer alone.

Fails:
    the_bias_adds_its_share
"""

import keras
from keras import ops

current = None


def l2_dense(units, beta):
    global current

    def penalty(kernel):
        total = ops.sum(ops.square(kernel))
        bias = getattr(current, "bias", None)
        if bias is not None:
            total = total + ops.sum(ops.square(bias))
        return beta * total

    current = keras.layers.Dense(units, kernel_regularizer=penalty)
    return current
