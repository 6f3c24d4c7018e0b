"""A gradient that stops before the last layer.

Fails:
    fit_trains_every_layer
"""

import keras
from keras import layers


class Stop(layers.Layer):
    def call(self, x):
        return keras.ops.stop_gradient(x)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten()])
    for size in hidden_sizes:
        model.add(layers.Dense(size, kernel_regularizer=penalty, bias_regularizer=penalty))
        model.add(layers.BatchNormalization())
        model.add(layers.ReLU())
        model.add(layers.Dropout(p))
    model.add(Stop())
    model.add(layers.Dense(num_classes, kernel_regularizer=penalty, bias_regularizer=penalty))
    return model
