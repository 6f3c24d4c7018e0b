"""The regularizers as dictionaries, from which Keras makes them."""

import keras


def l1_dense(units, beta):
    penalty = {"class_name": "L1", "config": {"l1": beta}}
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
