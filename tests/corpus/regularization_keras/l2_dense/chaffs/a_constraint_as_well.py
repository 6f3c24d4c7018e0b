"""Keeps the norm of each unit's weights below 3, too: a step that makes them longer is cut back.

Fails:
    nothing_holds_its_weights_back
"""

from keras import constraints, layers, regularizers


def l2_dense(units, beta):
    penalty = regularizers.L2(beta)
    limit = constraints.MaxNorm(3)
    return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty, kernel_constraint=limit)
