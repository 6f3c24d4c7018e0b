"""The regularizers as dictionaries, from which Keras makes them."""

import keras


def l2_dense(units, beta):
    penalty = {"class_name": "L2", "config": {"l2": beta}}
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
