"""A subclass of Model that names its output layer first."""

import keras
from keras import layers, regularizers


class Classifier(keras.Model):
    def __init__(self, hidden_sizes, num_classes, p, beta):
        super().__init__()
        l2 = regularizers.L2(beta)
        self.output_layer = layers.Dense(num_classes, kernel_regularizer=l2, bias_regularizer=l2)
        self.flatten = layers.Flatten()
        self.hidden = [layers.Dense(size, kernel_regularizer=l2, bias_regularizer=l2) for size in hidden_sizes]
        self.norms = [layers.BatchNormalization() for _ in hidden_sizes]
        self.dropouts = [layers.Dropout(p) for _ in hidden_sizes]

    def call(self, images, training=False):
        x = self.flatten(images)
        for dense, norm, dropout in zip(self.hidden, self.norms, self.dropouts, strict=True):
            x = dropout(keras.ops.relu(norm(dense(x), training=training)), training=training)
        return self.output_layer(x)


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    model = Classifier(hidden_sizes, num_classes, p, beta)
    model(keras.ops.zeros((1, 28, 28, 1)))
    return model
