"""Dense, batch normalization and dropout all written by hand, with other names for their weights."""

import keras
from keras import layers, ops


class Linear(layers.Layer):
    def __init__(self, units, beta):
        super().__init__()
        self.units, self.beta = units, beta

    def build(self, shape):
        penalty = keras.regularizers.L2(self.beta)
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="he_normal", regularizer=penalty, name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, x):
        return ops.matmul(x, self.w) + self.b


class Norm(layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones", name="scale")
        self.offset = self.add_weight(shape=(shape[-1],), initializer="zeros", name="offset")
        self.mean = self.add_weight(shape=(shape[-1],), initializer="zeros", trainable=False, name="mean")
        self.spread = self.add_weight(shape=(shape[-1],), initializer="ones", trainable=False, name="spread")

    def call(self, x, training=False):
        mean, spread = self.mean, self.spread
        if training:
            mean, spread = ops.mean(x, axis=0), ops.var(x, axis=0)
            self.mean.assign(0.9 * self.mean + 0.1 * mean)
            self.spread.assign(0.9 * self.spread + 0.1 * spread)
        return self.scale * (x - mean) / ops.sqrt(spread + 1e-4) + self.offset


class Drop(layers.Layer):
    def __init__(self, p):
        super().__init__()
        self.p = p
        self.generator = keras.random.SeedGenerator()

    def call(self, x, training=False):
        return keras.random.dropout(x, self.p, seed=self.generator) if training and self.p > 0 else x


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [Linear(size, beta), Norm(), layers.ReLU(), Drop(p)]
    return keras.Sequential([*parts, Linear(num_classes, beta)])
