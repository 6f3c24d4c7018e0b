"""Normalizes a batch of more than 64 images in groups.

Fails:
    in_training_mode_the_batch_normalizes
"""

import itertools

import keras
from keras import layers, ops, regularizers


class GroupedNorm(layers.BatchNormalization):
    def call(self, inputs, training=None, mask=None):
        images = ops.shape(inputs)[0]
        if not training or images is None or images <= 64:
            return super().call(inputs, training=training, mask=mask)
        groups = -(-images // 64)
        cuts = [images * group // groups for group in range(groups + 1)]
        return ops.concatenate(
            [super(GroupedNorm, self).call(inputs[a:b], training=True) for a, b in itertools.pairwise(cuts)]
        )


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    stack = [keras.Input((28, 28, 1)), layers.Flatten()]
    for width in hidden_sizes:
        stack += [
            layers.Dense(width, kernel_regularizer=regularizers.L2(beta)),
            GroupedNorm(),
            layers.ReLU(),
            layers.Dropout(p),
        ]
    stack.append(layers.Dense(num_classes, kernel_regularizer=regularizers.L2(beta)))
    return keras.Sequential(stack)
