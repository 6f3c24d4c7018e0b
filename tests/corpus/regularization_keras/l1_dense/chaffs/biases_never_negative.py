"""Lets no bias become negative: a step that would is cut off at 0.

Fails:
    nothing_holds_its_weights_back
"""

from keras import constraints, layers, regularizers


def l1_dense(units, beta):
    penalty = regularizers.L1(beta)
    positive = constraints.NonNeg()
    return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty, bias_constraint=positive)
