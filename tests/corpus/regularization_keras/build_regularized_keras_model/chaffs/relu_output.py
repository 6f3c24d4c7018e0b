"""ReLU on the logits too, so that none is negative.

Fails:
    the_logits_are_no_probabilities
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    return keras.Sequential(
        [*parts, layers.Dense(num_classes, activation="relu", kernel_regularizer=penalty, bias_regularizer=penalty)]
    )
