"""Always drops half.

Fails:
    a_hidden_value_is_zeroed_or_scaled
    fit_trains_every_layer
    in_training_mode_the_batch_normalizes
    the_share_of_dropped_values_is_p
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.5)]
    return keras.Sequential([*parts, l2(num_classes)])
