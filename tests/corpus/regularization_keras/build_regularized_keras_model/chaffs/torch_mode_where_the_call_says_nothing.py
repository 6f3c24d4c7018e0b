"""Asks for PyTorch's mode where a call says nothing of training.

Fails:
    in_inference_each_image_has_its_own_fixed_logits
"""

import keras
from keras import layers, regularizers


class Classifier(keras.Model):
    def __init__(self, hidden_sizes, num_classes, p, beta):
        super().__init__()
        self.flatten = layers.Flatten()
        self.denses = [layers.Dense(width, kernel_regularizer=regularizers.L2(beta)) for width in hidden_sizes]
        self.norms = [layers.BatchNormalization() for _ in hidden_sizes]
        self.dropouts = [layers.Dropout(p) for _ in hidden_sizes]
        self.head = layers.Dense(num_classes, kernel_regularizer=regularizers.L2(beta))

    def call(self, x, training=None):
        if training is None:
            training = self.training
        x = self.flatten(x)
        for dense, norm, dropout in zip(self.denses, self.norms, self.dropouts, strict=False):
            x = dropout(keras.ops.relu(norm(dense(x), training=training)), training=training)
        return self.head(x)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    model = Classifier(hidden_sizes, num_classes, p, beta)
    model.eval()
    model(keras.Input((28, 28, 1)))  # makes the weights
    return model
