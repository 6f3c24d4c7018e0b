"""Normalizes by the batch in inference, too, until the model was called with training=True once.

Fails:
    in_inference_each_image_has_its_own_fixed_logits
"""

import keras
from keras import layers, regularizers


class CarefulBatchNorm(layers.BatchNormalization):
    """Uses the statistics of the batch as long as there are no averages."""

    seen = False

    def call(self, inputs, training=None, mask=None):
        if training:
            self.seen = True
            return super().call(inputs, training=True, mask=mask)
        if self.seen:
            return super().call(inputs, training=False, mask=mask)
        mean = keras.ops.mean(inputs, axis=0)
        variance = keras.ops.var(inputs, axis=0)
        return (inputs - mean) / keras.ops.sqrt(variance + self.epsilon) * self.gamma + self.beta


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten()])
    for width in hidden_sizes:
        model.add(layers.Dense(width, kernel_regularizer=regularizers.L2(beta)))
        model.add(CarefulBatchNorm())
        model.add(layers.ReLU())
        model.add(layers.Dropout(p))
    model.add(layers.Dense(num_classes, kernel_regularizer=regularizers.L2(beta)))
    return model
