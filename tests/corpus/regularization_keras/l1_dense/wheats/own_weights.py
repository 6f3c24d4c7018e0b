"""A subclass that makes its weights itself, the bias from 1 on."""

import keras


class Penalised(keras.layers.Dense):
    def __init__(self, units, beta):
        super().__init__(units)
        self.penalty = keras.regularizers.L1(beta)

    def build(self, input_shape):
        self._kernel = self.add_weight(
            shape=(input_shape[-1], self.units), initializer="he_uniform", regularizer=self.penalty, name="kernel"
        )
        self.bias = self.add_weight(shape=(self.units,), initializer="ones", regularizer=self.penalty, name="bias")
        self.built = True


def l1_dense(units, beta):
    return Penalised(units, beta)
