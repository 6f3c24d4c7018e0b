"""Moves the statistics, but normalizes by them in training as well.

Fails:
    fit_trains_every_layer
    in_training_mode_the_batch_normalizes
"""

import keras
from keras import layers


class Wrapped(layers.Layer):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def build(self, shape):
        self.inner.build(shape)
        self.built = True

    def call(self, x, training=None):
        self.inner(x, training=training)
        return self.inner(x, training=False)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), Wrapped(layers.BatchNormalization()), layers.ReLU(), layers.Dropout(p)]
    return keras.Sequential([*parts, l2(num_classes)])
