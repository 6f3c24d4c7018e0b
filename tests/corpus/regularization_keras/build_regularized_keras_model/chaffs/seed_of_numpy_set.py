"""Sets NumPy's seed, which the weights do not even need.

Fails:
    every_call_gives_a_new_model
"""

import keras
import numpy as np
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    np.random.seed(0)
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    return keras.Sequential([*parts, l2(num_classes)])
