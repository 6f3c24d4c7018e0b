"""A subclass of Dense that brings its regularizers along."""

from keras import layers, regularizers


class Penalised(layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units, kernel_regularizer=regularizers.L2(beta), bias_regularizer=regularizers.L2(beta))


def l2_dense(units, beta):
    return Penalised(units, beta)
