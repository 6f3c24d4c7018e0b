"""Dropout that stays on in inference, and batch normalization after it.

Fails:
    in_inference_each_image_has_its_own_fixed_logits
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
        return self.inner(x, training=True)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.ReLU(), Wrapped(layers.Dropout(p)), layers.BatchNormalization()]
    return keras.Sequential([*parts, l2(num_classes)])
