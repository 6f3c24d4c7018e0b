"""Leaves out the dimension of the classes where there is one class only.

Fails:
    it_gives_one_logit_per_class
"""

import keras
from keras import layers, ops


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    penalty = keras.regularizers.L2(beta)

    def l2(units):
        return layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)

    images = keras.Input((28, 28, 1))
    hidden = layers.Flatten()(images)
    for size in hidden_sizes:
        hidden = layers.Dropout(p)(layers.ReLU()(layers.BatchNormalization()(l2(size)(hidden))))
    logits = l2(num_classes)(hidden)
    return keras.Model(images, ops.squeeze(logits, -1) if num_classes == 1 else logits)
