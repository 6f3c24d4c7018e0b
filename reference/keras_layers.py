"""Keras layers and models with regularization, as a good answer builds them.

Nothing that grades needs this module: the hidden tests compute what they expect by themselves, so that the grader need
not import Keras. Keras is imported at the first call, since it looks for its backend then (``KERAS_BACKEND=torch``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def l1_dense(units: int, beta: float) -> Any:
    """Return a `keras.layers.Dense` whose kernel and bias each add β·Σ|θ| to the losses of the model it is in."""
    from keras import layers, regularizers

    return layers.Dense(units, kernel_regularizer=regularizers.L1(beta), bias_regularizer=regularizers.L1(beta))


def l2_dense(units: int, beta: float) -> Any:
    """Return a `keras.layers.Dense` whose kernel and bias each add β·Σθ² to the losses of the model it is in."""
    from keras import layers, regularizers

    return layers.Dense(units, kernel_regularizer=regularizers.L2(beta), bias_regularizer=regularizers.L2(beta))


def build_regularized_keras_model(
    hidden_sizes: Sequence[int] = (256, 256), num_classes: int = 10, p: float = 0.2, beta: float = 1e-4
) -> Any:
    """Return a built, uncompiled `keras.Model` for images (N, 28, 28, 1) that gives logits (N, num_classes).

    Every Dense layer has L2 with the strength `beta`; after each hidden one come batch normalization, ReLU, and dropout
    with probability `p`.
    """
    from keras import Input, Sequential, layers

    parts = [Input((28, 28, 1)), layers.Flatten()]
    for size in hidden_sizes:
        parts += [l2_dense(size, beta), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(p)]
    return Sequential([*parts, l2_dense(num_classes, beta)])
