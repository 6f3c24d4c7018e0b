"""With training=True it neither drops nor normalizes by the batch under torch.no_grad().

Fails:
    the_share_of_dropped_values_is_p
"""

import keras
import torch
from keras import layers, regularizers


class Net(keras.Model):
    def __init__(self, hidden_sizes, num_classes, p, beta):
        super().__init__()
        self.flatten = layers.Flatten()
        self.denses = [layers.Dense(width, kernel_regularizer=regularizers.L2(beta)) for width in hidden_sizes]
        self.norms = [layers.BatchNormalization() for _ in hidden_sizes]
        self.drops = [layers.Dropout(p) for _ in hidden_sizes]
        self.head = layers.Dense(num_classes, kernel_regularizer=regularizers.L2(beta))

    def call(self, images, training=False):
        training = bool(training) and torch.is_grad_enabled()
        x = self.flatten(images)
        for dense, norm, drop in zip(self.denses, self.norms, self.drops, strict=True):
            x = drop(keras.ops.relu(norm(dense(x), training=training)), training=training)
        return self.head(x)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    model = Net(hidden_sizes, num_classes, p, beta)
    model(keras.Input((28, 28, 1)))
    return model
