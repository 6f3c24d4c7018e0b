"""Leaves L2 to an optimizer, and compiles the model for it.

Fails:
    every_hidden_dense_layer_has_l2
    it_is_built_and_not_compiled
    the_output_layer_has_l2
"""

import keras
from keras import layers


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    def l2(units):
        return layers.Dense(units)

    parts = [keras.Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2(size), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    model = keras.Sequential([*parts, l2(num_classes)])
    model.compile(keras.optimizers.AdamW(weight_decay=beta), "sparse_categorical_crossentropy")
    return model
