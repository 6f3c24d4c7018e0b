"""A subclass of Regularizer that can be saved with the model."""

import keras


class Penalty(keras.regularizers.Regularizer):
    def __init__(self, beta):
        self.beta = beta

    def __call__(self, weights):
        return self.beta * keras.ops.sum(keras.ops.square(weights))

    def get_config(self):
        return {"beta": self.beta}


def l2_dense(units, beta):
    return keras.layers.Dense(units, kernel_regularizer=Penalty(beta), bias_regularizer=Penalty(beta))
