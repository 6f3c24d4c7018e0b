"""Dropout written by hand, with a mask from Keras's generator."""

import keras
from keras import layers


class Drop(layers.Layer):
    def __init__(self, p):
        super().__init__()
        self.p = p
        self.generator = keras.random.SeedGenerator()

    def call(self, x, training=False):
        if not training or self.p == 0:
            return x
        drawn = keras.random.uniform(keras.ops.shape(x), seed=self.generator)
        return keras.ops.where(drawn < self.p, 0.0, x / (1 - self.p))


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten()])
    for size in hidden_sizes:
        model.add(layers.Dense(size, kernel_regularizer=penalty, bias_regularizer=penalty))
        model.add(layers.BatchNormalization())
        model.add(layers.ReLU())
        model.add(Drop(p))
    model.add(layers.Dense(num_classes, kernel_regularizer=penalty, bias_regularizer=penalty))
    return model
