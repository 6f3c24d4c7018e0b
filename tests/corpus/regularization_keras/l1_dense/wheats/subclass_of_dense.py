"""A subclass of Dense that brings its regularizers along."""

from keras import layers, regularizers


class Penalised(layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units, kernel_regularizer=regularizers.L1(beta), bias_regularizer=regularizers.L1(beta))


def l1_dense(units, beta):
    return Penalised(units, beta)
