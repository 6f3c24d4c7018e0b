"""A layer of its own that holds Dense, batch normalization and dropout, and an own regularizer."""

import keras
from keras import layers


def squares(beta):
    return lambda weights: beta * keras.ops.sum(weights * weights)


class Hidden(layers.Layer):
    def __init__(self, size, p, beta):
        super().__init__()
        self.dense = layers.Dense(size, kernel_regularizer=squares(beta), bias_regularizer=squares(beta))
        self.norm = layers.BatchNormalization()
        self.dropout = layers.Dropout(p)

    def build(self, shape):
        self.dense.build(shape)
        self.norm.build((None, self.dense.units))
        self.built = True

    def call(self, x, training=None):
        return self.dropout(self.norm(keras.ops.leaky_relu(self.dense(x)), training=training), training=training)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten()])
    for size in hidden_sizes:
        model.add(Hidden(size, p, beta))
    model.add(layers.Dense(num_classes, kernel_regularizer=squares(beta), bias_regularizer=squares(beta)))
    return model
