"""No Input layer: the model has no weights before it sees images.

Fails:
    every_hidden_layer_has_batch_normalization
    every_hidden_size_counts
    fit_trains_every_layer
    it_is_built_and_not_compiled
    it_is_more_than_a_linear_map
    the_defaults_are_those_of_the_task
    the_logits_are_no_probabilities
    the_share_of_dropped_values_is_p
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    parts = [layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    return keras.Sequential([*parts, l2(num_classes)])
