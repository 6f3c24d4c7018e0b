"""Short texts for values in messages: a call, what was expected, what came back."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from autograder.student.blocks import quoted
from autograder.student.language import _
from autograder.student.text import clean

_MAX_VALUES = 8
_COMMAS = re.compile(r", (?![^()]*\))")  # between arguments, not inside a tuple


def describe(value: Any) -> str:
    """Return one line for `value`: numbers as they are, tensors with shape and dtype, models as their layers."""
    if isinstance(value, torch.Tensor):
        return _describe_tensor(value)
    if isinstance(value, nn.Module):
        return _describe_module(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {describe(item)}" for key, item in list(value.items())[:_MAX_VALUES]) + "}"
    if type(value) in (list, tuple) and len(value) <= _MAX_VALUES:
        inner = ", ".join(describe(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    return quoted(value) if isinstance(value, str) else clean(repr(value))


def describe_call(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Return the call as a student would write it, for example ``l1_penalty(Linear(1, 1), beta=0.5)``."""
    parts = [describe(arg) for arg in args] + [f"{key}={describe(arg)}" for key, arg in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def _describe_tensor(tensor: torch.Tensor) -> str:
    dtype = str(tensor.dtype).removeprefix("torch.")
    tensor = tensor.detach().cpu()
    if tensor.ndim == 0:
        return _("{value:.6g} (0-d {dtype} tensor)").format(value=tensor.item(), dtype=dtype)
    shape = tuple(tensor.shape)
    if 0 < tensor.numel() <= _MAX_VALUES:
        text = _("{values} ({dtype} tensor of shape {shape})")
        return text.format(values=_numbers(tensor), dtype=dtype, shape=shape)
    if tensor.numel() == 0 or tensor.is_complex():
        return _("a {dtype} tensor of shape {shape}").format(dtype=dtype, shape=shape)
    low, high = tensor.min().item(), tensor.max().item()
    text = _("a {dtype} tensor of shape {shape}, values from {low:.4g} to {high:.4g}")
    return text.format(dtype=dtype, shape=shape, low=low, high=high)


def _numbers(tensor: torch.Tensor) -> str:
    if tensor.ndim == 0:
        value = tensor.item()
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    return "[" + ", ".join(_numbers(item) for item in tensor) + "]"


def _describe_module(module: nn.Module) -> str:
    text = _module_name(module)
    parameters = dict(module.named_parameters())
    if parameters and sum(p.numel() for p in parameters.values()) <= _MAX_VALUES:
        values = ", ".join(f"{name} = {_numbers(p.detach().cpu())}" for name, p in parameters.items())
        text = _("{model} with {values}").format(model=text, values=values)
    dtypes = sorted({str(p.dtype).removeprefix("torch.") for p in parameters.values()} - {"float32"})
    return _("{model} in {dtypes}").format(model=text, dtypes=", ".join(dtypes)) if dtypes else text


def _module_name(module: nn.Module) -> str:
    name = type(module).__name__
    if isinstance(module, nn.Sequential):
        return f"{name}({', '.join(_module_name(child) for child in module)})"
    if any(True for _ in module.children()):
        return f"{name}({', '.join(_module_name(child) for child in module.children())})"
    return f"{name}({_arguments(module)})"


def _arguments(module: nn.Module) -> str:
    """Return what the module was made with, without names of required arguments and without defaults."""
    parameters = inspect.signature(type(module).__init__).parameters
    shown = []
    for part in _COMMAS.split(module.extra_repr()):
        name, equals, value = part.partition("=")
        default = parameters[name].default if equals and name in parameters else inspect.Parameter.empty
        if default is inspect.Parameter.empty:
            shown.append(value if name in parameters else part)
        elif repr(default) != value:
            shown.append(part)
    return ", ".join(shown)
