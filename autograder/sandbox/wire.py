"""The wire between the grader and a student's process.

To the student: a pickle, which is safe in that direction because the grader wrote it. Tensors travel as raw bytes and
parameters stay shared. Back to the grader: a closed format and nothing else, since whatever arrives there may be
hostile. A reply frame is::

    magic (4 bytes) | nonce (8) | length of the JSON part (4) | length of the safetensors part (4) | JSON | safetensors

The JSON part is None, bool, int, float, str and lists as they are, everything else as ``{"$": kind, ...}``: tuples,
dicts, non-finite floats, tensors and arrays (which refer to the safetensors part by name), and handles, which stand
for objects that stay in the student's process.
"""

from __future__ import annotations

import io
import json
import math
import pickle
import socket
import struct
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import safetensors.torch
import torch

MAX_JSON_BYTES = 32 << 20
MAX_TENSOR_BYTES = 256 << 20
MAX_TENSORS = 4096
MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_STR = 4 << 20
MAX_INT_BITS = 256

_MAGIC = b"AGr1"
_HEADER = struct.Struct(">4sQII")
_REQUEST = struct.Struct(">QI")
_DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


class WireError(Exception):
    """The other side sent something that is not in the format."""


class Disconnected(Exception):
    """The other side closed the connection."""


@dataclass(frozen=True)
class Handle:
    """Stands, on the grader's side, for an object that lives in the student's process."""

    id: int
    type_name: str

    def __repr__(self) -> str:
        return f"<a {self.type_name}>"


# ---------------------------------------------------------------- grader -> student: pickle


class _RequestPickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        if type(obj) in (torch.Tensor, torch.nn.Parameter) and obj.layout is torch.strided:
            data = obj.detach().cpu().contiguous()
            raw = data.reshape(-1).view(torch.uint8).numpy().tobytes() if data.numel() else b""
            return _tensor, (raw, obj.dtype, tuple(obj.shape), obj.requires_grad, type(obj) is torch.nn.Parameter)
        if isinstance(obj, Handle):
            return _resolve, (obj.id,)
        return NotImplemented


def _tensor(raw: bytes, dtype: torch.dtype, shape: tuple[int, ...], grad: bool, parameter: bool) -> torch.Tensor:
    data = torch.frombuffer(bytearray(raw), dtype=dtype) if raw else torch.empty(0, dtype=dtype)
    data = data.reshape(shape)
    return torch.nn.Parameter(data, requires_grad=grad) if parameter else data.requires_grad_(grad)


def _resolve(handle_id: int) -> Any:
    raise WireError("handles are resolved by the student's process only")


class _RequestUnpickler(pickle.Unpickler):
    def __init__(self, raw: bytes, resolve: Callable[[int], Any]) -> None:
        super().__init__(io.BytesIO(raw))
        self._lookup = resolve

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "_resolve"):
            return self._lookup
        return super().find_class(module, name)


def send_request(connection: socket.socket, nonce: int, message: Any, timeout: float) -> None:
    """Send one request; `message` is any picklable value of torch, numpy and builtin types and `Handle`s."""
    buffer = io.BytesIO()
    _RequestPickler(buffer, protocol=5).dump(message)
    raw = buffer.getvalue()
    connection.settimeout(timeout)
    connection.sendall(_REQUEST.pack(nonce, len(raw)) + raw)


def receive_request(connection: socket.socket, resolve: Callable[[int], Any]) -> tuple[int, Any]:
    """Wait for the next request (student's side); `resolve` turns a handle's id into its object."""
    nonce, length = _REQUEST.unpack(_read(connection, _REQUEST.size, None))
    return nonce, _RequestUnpickler(_read(connection, length, None), resolve).load()


# ---------------------------------------------------------------- student -> grader: the closed format


def send_reply(connection: socket.socket, nonce: int, value: Any, keep: Callable[[Any], tuple[int, str]]) -> None:
    """Encode `value` and send it (student's side); `keep` stores an object and gives its handle's id and type."""
    encoder = _Encoder(keep)
    text = json.dumps(encoder.encode(value, 0), ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
    blob = safetensors.torch.save(encoder.tensors) if encoder.tensors else b""
    if len(text) > MAX_JSON_BYTES:
        raise WireError("the answer is too large")
    connection.sendall(_HEADER.pack(_MAGIC, nonce, len(text), len(blob)) + text + blob)


def receive_reply(connection: socket.socket, nonce: int, deadline: float) -> Any:
    """Read one reply and decode it.

    Args:
        connection: the socket to the student's process.
        nonce: the number of the request this must answer.
        deadline: when to give up, on the clock of `time.monotonic`.

    Raises:
        WireError: anything outside the format, another nonce, or more than the format's limits.
        TimeoutError: the whole frame was not there by the deadline, however slowly it trickles.
        Disconnected: the process closed its end.
    """
    magic, got, text_length, blob_length = _HEADER.unpack(_read(connection, _HEADER.size, deadline))
    if magic != _MAGIC or got != nonce:
        raise WireError("a frame that answers no request")
    if text_length > MAX_JSON_BYTES or blob_length > MAX_TENSOR_BYTES + (1 << 20):
        raise WireError("an answer larger than the limit")
    text = _read(connection, text_length, deadline)
    blob = _read(connection, blob_length, deadline)
    return decode(text, blob)


def decode(text: bytes, blob: bytes) -> Any:
    """Turn the two parts of a reply into values; raise `WireError` for anything outside the format."""
    try:
        tree = json.loads(text.decode("ascii"), parse_constant=_no_constant, parse_int=_bounded_int)
        return _Decoder(_load_tensors(blob)).decode(tree, 0)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, RuntimeError) as error:
        raise WireError(f"a malformed answer ({type(error).__name__})") from None
    except Exception as error:  # safetensors' own exception type derives from Exception directly
        raise WireError(f"a malformed answer ({type(error).__name__})") from None


class _Encoder:
    def __init__(self, keep: Callable[[Any], tuple[int, str]]) -> None:
        self.tensors: dict[str, torch.Tensor] = {}
        self._keep = keep
        self._bytes = 0
        self._nodes = 0

    def encode(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        kind = type(value)
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            return self._handle(value)
        if value is None or kind is bool:
            return value
        if kind is str and len(value) <= MAX_STR:
            return value.encode("utf-8", "replace").decode("utf-8")
        if kind is int and value.bit_length() <= MAX_INT_BITS:
            return value
        if kind is float:
            return value if math.isfinite(value) else {"$": "float", "v": str(value)}
        if kind is list:
            return [self.encode(item, depth + 1) for item in list(value)]
        if kind is tuple:
            return {"$": "tuple", "v": [self.encode(item, depth + 1) for item in value]}
        if kind in (dict, OrderedDict) and all(type(key) in (str, int) for key in value):
            pairs = list(value.items())
            return {"$": "dict", "v": [[self.encode(k, depth), self.encode(v, depth + 1)] for k, v in pairs]}
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(np.asarray(value))
        return self._handle(value)

    def _tensor(self, value: torch.Tensor) -> Any:
        if value.layout is not torch.strided or value.dtype not in _DTYPES.values() or value.device.type == "meta":
            return self._handle(value)
        data = value.as_subclass(torch.Tensor).detach()
        size = data.numel() * data.element_size()
        if self._bytes + size > MAX_TENSOR_BYTES or len(self.tensors) >= MAX_TENSORS:
            return self._handle(value)
        self._bytes += size
        name = str(len(self.tensors))
        self.tensors[name] = data.to("cpu").contiguous().clone()
        return {"$": "tensor", "v": name}

    def _array(self, value: np.ndarray) -> Any:
        try:
            data = torch.from_numpy(np.ascontiguousarray(value).reshape(value.shape))
        except (TypeError, ValueError):
            return self._handle(value)
        encoded = self._tensor(data)
        return {"$": "array", "v": encoded["v"]} if encoded["$"] == "tensor" else encoded

    def _handle(self, value: Any) -> Any:
        number, type_name = self._keep(value)
        return {"$": "handle", "id": number, "type": type_name[:200].encode("ascii", "replace").decode()}


class _Decoder:
    def __init__(self, tensors: dict[str, torch.Tensor]) -> None:
        self._tensors = tensors
        self._nodes = 0

    def decode(self, node: Any, depth: int) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES * 2 or depth > MAX_DEPTH + 2:
            raise WireError("an answer nested too deeply or with too many parts")
        if node is None or isinstance(node, (bool, int, float)):
            return node
        if isinstance(node, str):
            return node.encode("utf-8", "replace").decode("utf-8")
        if isinstance(node, list):
            return [self.decode(item, depth + 1) for item in node]
        return self._tagged(node, depth)

    def _tagged(self, node: dict[str, Any], depth: int) -> Any:
        match node:
            case {"$": "float", "v": "nan" | "inf" | "-inf" as text}:
                return float(text)
            case {"$": "tuple", "v": list(items)}:
                return tuple(self.decode(item, depth + 1) for item in items)
            case {"$": "dict", "v": list(pairs)}:
                return {self._key(key): self.decode(value, depth + 1) for key, value in pairs}
            case {"$": "tensor", "v": str(name)}:
                return self._tensors[name]
            case {"$": "array", "v": str(name)}:
                return self._tensors[name].numpy()
            case {"$": "handle", "id": int(number), "type": str(type_name)}:
                return Handle(number, type_name[:200])
        raise WireError("an answer of unknown kind")

    def _key(self, key: Any) -> str | int:
        if type(key) not in (str, int):
            raise WireError("a dictionary key that is neither text nor a whole number")
        return self.decode(key, 0)


def _load_tensors(blob: bytes) -> dict[str, torch.Tensor]:
    if not blob:
        return {}
    length = int.from_bytes(blob[:8], "little")
    if length > min(len(blob) - 8, 1 << 20):
        raise WireError("a tensor header larger than the limit")
    header = json.loads(blob[8 : 8 + length])
    header.pop("__metadata__", None)
    if len(header) > MAX_TENSORS:
        raise WireError("too many tensors")
    for entry in header.values():
        dims = entry["shape"]
        if entry["dtype"] not in _DTYPES or len(dims) > 16 or any(type(d) is not int or d >= 1 << 31 for d in dims):
            raise WireError("a tensor of a kind that is not allowed")
    return safetensors.torch.load(blob)


def _no_constant(name: str) -> Any:
    raise WireError(f"the constant {name} is not in the format")


def _bounded_int(digits: str) -> int:
    if len(digits) > MAX_INT_BITS // 3:
        raise WireError("a whole number with too many digits")
    return int(digits)


def _read(connection: socket.socket, length: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        if deadline is None:
            connection.settimeout(None)
        else:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            connection.settimeout(remaining)
        try:
            chunk = connection.recv(min(length - len(parts), 1 << 20))
        except ConnectionError:
            raise Disconnected from None
        if not chunk:
            raise Disconnected
        parts += chunk
    return bytes(parts)
