"""A functional model; each Dense layer brings its activation along, no bias on the output."""

import keras
from keras.layers import BatchNormalization, Dense, Dropout, Flatten
from keras.regularizers import L2


def build_regularized_keras_model(hidden_sizes=(256, 256), num_classes=10, p=0.2, beta=1e-4):
    inputs = keras.Input((28, 28, 1), name="images")
    x = Flatten()(inputs)
    for number, size in enumerate(hidden_sizes):
        x = Dense(size, activation="elu", kernel_regularizer=L2(beta), name=f"hidden_{number}")(x)
        x = Dropout(p)(BatchNormalization(momentum=0.5, epsilon=1e-5)(x))
    outputs = Dense(num_classes, use_bias=False, kernel_regularizer=L2(beta), name="logits")(x)
    return keras.Model(inputs, outputs, name="classifier")
