"""Sums in float64 and converts at the end; warns about half precision and prints a line per new dtype."""

import warnings

import torch

_noted = set()


def _note(dtype):
    if dtype not in _noted:
        _noted.add(dtype)
        print(f"l1_penalty: first model with {dtype}")
    if dtype in (torch.float16, torch.bfloat16):
        warnings.warn(f"{dtype} is coarse: the penalty is rounded", stacklevel=3)


def l1_penalty(model, beta):
    parameters = tuple(model.parameters())
    (dtype,) = {parameter.dtype for parameter in parameters}
    _note(dtype)
    exact = sum(parameter.abs().sum(dtype=torch.float64) for parameter in parameters)
    return (beta * exact).to(dtype)
