"""The wire between the grader and a student's process.

To the student: pickles, which are safe in that direction because the grader wrote them, one or many in a frame. Tensors
travel as raw bytes and parameters stay shared. The student's process reads the whole frame before it answers the first
request, so that neither side waits for the other to empty its buffer.

Back to the grader: a closed format and nothing else, since whatever arrives there may be hostile. A reply frame is::

    magic (4 bytes) | nonce (8) | length of the JSON part (4) | length of the safetensors part (4) | JSON | safetensors

The JSON part is None, bool, int, float, str and lists as they are, everything else as ``{"$": kind, ...}``: tuples,
dicts, non-finite floats, tensors and arrays (which refer to the safetensors part by name), and handles, which stand
for objects that stay in the student's process.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import pickle
import socket
import struct
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import safetensors.torch
import torch

from autograder.student.text import without_marks

MAX_JSON_BYTES = 32 << 20
MAX_TENSOR_BYTES = 256 << 20
MAX_TENSORS = 4096
MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_STR = 4 << 20
MAX_INT_BITS = 256
MAX_KEY_BITS = 64  # Python's hash of a longer int can be chosen at will, and many equal ones cost minutes
MAX_DIMS = 16
MAX_TENSOR_HEADER = 1 << 20

# An answer has at most MAX_NODES nodes, and none takes more than seven of the bytes that `_check_parts` counts: a
# handle is {"$":"handle","id":1,"type":"x"} and a comma. So no honest answer is over this.
MAX_PARTS = 8 * MAX_NODES

_LARGE = 1 << 16
_STEP = 1 << 20
_MAGIC = b"AGr1"
_HEADER = struct.Struct(">4sQII")
_REQUEST = struct.Struct(">QI")
_LENGTH = struct.Struct(">I")
_NOT_MARKS = bytes(set(range(256)) - set(b'"[{,:'))
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

_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_JSON = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))


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
            raw = bytearray(data.reshape(-1).view(torch.uint8).numpy()) if data.numel() else bytearray()
            return _tensor, (raw, obj.dtype, tuple(obj.shape), obj.requires_grad, type(obj) is torch.nn.Parameter)
        if isinstance(obj, Handle):
            return _resolve, (obj.id,)
        return NotImplemented


def _tensor(raw: bytearray, dtype: torch.dtype, shape: tuple[int, ...], grad: bool, parameter: bool) -> torch.Tensor:
    data = torch.frombuffer(raw, dtype=dtype) if raw else torch.empty(0, dtype=dtype)
    data = data.reshape(shape)
    return torch.nn.Parameter(data, requires_grad=grad) if parameter else data.requires_grad_(grad)


def _resolve(handle_id: int) -> Any:
    raise WireError("handles are resolved by the student's process only")


class _RequestUnpickler(pickle.Unpickler):
    def __init__(self, raw: bytes | bytearray, resolve: Callable[[int], Any]) -> None:
        super().__init__(io.BytesIO(raw))
        self._lookup = resolve

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "_resolve"):
            return self._lookup
        if (module, name) not in _found:
            _found[module, name] = super().find_class(module, name)
        return _found[module, name]


_found: dict[tuple[str, str], Any] = {}
"""What requests have named; hundreds name the same."""


def encode_request(message: Any) -> bytes:
    """Return a request's bytes; `message` is any picklable value of torch, numpy and builtin types and `Handle`s."""
    buffer = io.BytesIO()
    _RequestPickler(buffer, protocol=5).dump(message)
    return buffer.getvalue()


def decode_request(raw: bytes | bytearray, resolve: Callable[[int], Any] = _resolve) -> Any:
    """Return what `encode_request` was given; `resolve` turns a handle's id into its object."""
    return _RequestUnpickler(raw, resolve).load()


Left = Callable[[], float]
"""Says how many seconds to wait at most before asking again, and raises `TimeoutError` when waiting has an end."""


def send_requests(connection: socket.socket, nonce: int, requests: Sequence[bytes], left: Left) -> None:
    """Send encoded requests in one frame; the first has the number `nonce`, and each the next one."""
    part = bytearray(_REQUEST.pack(nonce, len(requests)))
    for raw in requests:
        part += _LENGTH.pack(len(raw))
        if len(raw) < _LARGE:
            part += raw
        if len(raw) >= _LARGE or len(part) >= _LARGE:  # many small ones in one go, a large one without a copy
            _send(connection, part, left)
            part = bytearray()
        if len(raw) >= _LARGE:
            _send(connection, raw, left)
    _send(connection, part, left)


def _send(connection: socket.socket, data: bytes | bytearray, left: Left) -> None:
    sent = 0
    while sent < len(data):
        connection.settimeout(left())
        with contextlib.suppress(TimeoutError):
            sent += connection.send(memoryview(data)[sent:])


def receive_requests(connection: socket.socket) -> tuple[int, list[bytearray]]:
    """Wait for the next frame (student's side); return the number of its first request, and all of them."""
    nonce, count = _REQUEST.unpack(_read(connection, _REQUEST.size))
    return nonce, [_read(connection, _length(connection)) for _number in range(count)]


def _length(connection: socket.socket) -> int:
    length: int = _LENGTH.unpack(_read(connection, _LENGTH.size))[0]
    return length


# ---------------------------------------------------------------- student -> grader: the closed format


def send_reply(connection: socket.socket, nonce: int, value: Any, keep: Callable[[Any], tuple[int, str]]) -> None:
    """Encode `value` and send it (student's side); `keep` stores an object and gives its handle's id and type."""
    encoder = _Encoder(keep)
    text = _JSON.encode(encoder.encode(value, 0)).encode()
    blob = encoder.blob()
    if len(text) > MAX_JSON_BYTES:  # many long texts; the process lives on and says so
        raise WireError("the answer is too large")
    connection.sendall(_HEADER.pack(_MAGIC, nonce, len(text), len(blob)) + text + blob)


@dataclass(frozen=True)
class Reply:
    """A reply that has arrived and is not decoded yet."""

    text: bytes
    blob: bytes

    def decode(self) -> Any:
        """Return the value; raise `WireError` when it is outside the format."""
        return decode(self.text, self.blob)


def receive_replies(connection: socket.socket, nonce: int, count: int, left: Left) -> Iterator[Reply]:
    """Read `count` replies, each as soon as it is there.

    Args:
        connection: the socket to the student's process.
        nonce: the number of the request that the first must answer; each answers the next one.
        count: how many requests were sent.
        left: how long to wait for them.

    Raises:
        WireError: another frame than a reply, another nonce, one reply more, or more than the format's limits.
        TimeoutError: a whole frame was not there in time, however slowly it trickles.
        Disconnected: the process closed its end.
    """
    kept = bytearray()  # what has arrived and is not looked at yet: small replies come by the dozen
    try:
        for number in range(nonce, nonce + count):
            magic, got, text_length, blob_length = _HEADER.unpack(_take(connection, kept, _HEADER.size, left))
            if magic != _MAGIC or got != number:
                raise WireError("a frame that answers no request")
            if text_length > MAX_JSON_BYTES or blob_length > MAX_TENSOR_BYTES + MAX_TENSOR_HEADER:
                raise WireError("an answer larger than the limit")
            text = _take(connection, kept, text_length, left)
            yield Reply(text, _take(connection, kept, blob_length, left))
    except MemoryError:
        raise WireError("an answer larger than the memory that is left") from None
    if kept:
        raise WireError("a frame that answers no request")


def _take(connection: socket.socket, kept: bytearray, length: int, left: Left) -> bytes:
    """Return the next bytes; what else arrives is `kept`, which grows with that and not with what is announced."""
    while len(kept) < length:
        connection.settimeout(left())
        try:
            part = connection.recv(min(max(length - len(kept), _LARGE), _STEP))
        except TimeoutError:
            continue
        except OSError:
            raise Disconnected from None
        if not part:
            raise Disconnected
        kept += part
    taken = bytes(memoryview(kept)[:length])
    del kept[:length]
    return taken


def decode(text: bytes, blob: bytes) -> Any:
    """Turn the two parts of a reply into values; raise `WireError` for anything outside the format."""
    try:
        _check_parts(text)
        return _Decoder(_load_tensors(blob)).decode(_parse(text), 0)
    except WireError:
        raise
    except Exception as error:  # whatever json, torch and safetensors raise; also RecursionError and MemoryError
        raise WireError(f"a malformed answer ({type(error).__name__})") from None


class _Encoder:
    def __init__(self, keep: Callable[[Any], tuple[int, str]]) -> None:
        self._tensors: dict[str, dict[str, Any]] = {}
        self._data: list[bytes] = []
        self._keep = keep
        self._bytes = 0
        self._nodes = 1

    def blob(self) -> bytes:
        """Return the safetensors part; the library takes twice as long where tensors are as small as most."""
        if not self._tensors:
            return b""
        header = _JSON.encode(self._tensors).encode()
        header += b" " * (-len(header) % 8)  # so that the data is aligned
        return b"".join([len(header).to_bytes(8, "little"), header, *self._data])

    def encode(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if depth > MAX_DEPTH:
            return self._handle(value)
        if value is None or kind is bool:
            return value
        if kind is str and len(value) <= MAX_STR:
            return value.encode("utf-8", "replace").decode("utf-8")
        if kind is int and value.bit_length() <= MAX_INT_BITS:
            return value
        if kind is float:
            return value if math.isfinite(value) else {"$": "float", "v": str(value)}
        if kind is list and self._room_for(len(value)):
            return [self.encode(item, depth + 1) for item in list(value)]
        if kind is tuple and self._room_for(len(value)):
            return {"$": "tuple", "v": [self.encode(item, depth + 1) for item in value]}
        if kind in (dict, OrderedDict) and all(_is_key(key) for key in value) and self._room_for(2 * len(value)):
            pairs = list(value.items())
            return {"$": "dict", "v": [[self.encode(k, depth), self.encode(v, depth + 1)] for k, v in pairs]}
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(np.asarray(value))
        return self._handle(value)

    def _room_for(self, nodes: int) -> bool:
        """Whether as many nodes can be added, and count them: a container that is too large becomes a handle whole."""
        if self._nodes + nodes > MAX_NODES:
            return False
        self._nodes += nodes
        return True

    def _tensor(self, value: torch.Tensor) -> Any:
        if value.layout is not torch.strided or value.dtype not in _NAMES or value.device.type == "meta":
            return self._handle(value)
        if not _is_shape(list(value.shape)):
            return self._handle(value)
        data = value.as_subclass(torch.Tensor).detach()
        size = data.numel() * data.element_size()
        if self._bytes + size > MAX_TENSOR_BYTES or len(self._tensors) >= MAX_TENSORS:
            return self._handle(value)
        data = data.cpu().resolve_neg()
        if data.dtype is torch.bfloat16:
            data = data.view(torch.int16)  # numpy has none
        name, offsets = str(len(self._tensors)), [self._bytes, self._bytes + size]
        self._data.append(data.numpy().tobytes())
        self._tensors[name] = {"dtype": _NAMES[value.dtype], "shape": list(value.shape), "data_offsets": offsets}
        self._bytes += size
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
        if self._nodes > MAX_NODES or depth > MAX_DEPTH + 2:
            raise WireError("an answer nested too deeply or with too many parts")
        if node is None or isinstance(node, (bool, int)):
            return node
        if isinstance(node, float):
            if not math.isfinite(node):  # 1e999
                raise WireError("a number that is not finite")
            return node
        if isinstance(node, str):
            if len(node) > MAX_STR:
                raise WireError("a text longer than the limit")
            return without_marks(node.encode("utf-8", "replace").decode("utf-8"))
        if isinstance(node, list):
            return [self.decode(item, depth + 1) for item in node]
        return self._tagged(node, depth)

    def _tagged(self, node: dict[str, Any], depth: int) -> Any:
        match node:
            case {"$": "float", "v": "nan" | "inf" | "-inf" as text, **rest} if not rest:
                return float(text)
            case {"$": "tuple", "v": list(items), **rest} if not rest:
                return tuple(self.decode(item, depth + 1) for item in items)
            case {"$": "dict", "v": list(pairs), **rest} if not rest:
                return dict(self._pair(pair, depth) for pair in pairs)
            case {"$": "tensor", "v": str(name), **rest} if not rest:
                return self._tensors.pop(name)  # once, so that no two values share memory
            case {"$": "array", "v": str(name), **rest} if not rest:
                return self._tensors.pop(name).numpy()
            case {"$": "handle", "id": int(number), "type": str(type_name), **rest} if not rest:
                if type(number) is int and type_name.isascii():
                    return Handle(number, type_name[:200])
        raise WireError("an answer of unknown kind")

    def _pair(self, pair: Any, depth: int) -> tuple[str | int, Any]:
        match pair:
            case [key, value] if isinstance(pair, list) and _is_key(key):
                return self.decode(key, depth), self.decode(value, depth + 1)
        raise WireError("a dictionary with something else than pairs of text or a whole number, and a value")


def _is_key(key: Any) -> bool:
    if type(key) is int:
        return key.bit_length() <= MAX_KEY_BITS
    return type(key) is str and len(key) <= MAX_STR


def _is_shape(dims: Any) -> bool:
    """Whether these are dimensions of a tensor that is allowed.

    Zeros count as ones, since the sum over the first dimension of an empty tensor of shape (0, 2**40) is not empty.
    """
    return (
        isinstance(dims, list)
        and len(dims) <= MAX_DIMS
        and all(type(dim) is int and 0 <= dim <= MAX_TENSOR_BYTES for dim in dims)
        and math.prod(max(dim, 1) for dim in dims) <= MAX_TENSOR_BYTES
    )


def _load_tensors(blob: bytes) -> dict[str, torch.Tensor]:
    """Decode the safetensors part.

    Its header is checked here first, so that nothing hangs on how safetensors reads what is not quite in its format.
    """
    if not blob:
        return {}
    length = int.from_bytes(blob[:8], "little")
    if length > min(len(blob) - 8, MAX_TENSOR_HEADER):
        raise WireError("a tensor header larger than the limit")
    header = _parse(blob[8 : 8 + length])
    if not isinstance(header, dict) or len(header) > MAX_TENSORS:
        raise WireError("a tensor header that is none, or too many tensors")
    sizes = [_size_of(entry) for entry in header.values()]
    if sum(sizes) != len(blob) - 8 - length:  # with the next check in safetensors: no two tensors overlap
        raise WireError("tensors of another size than their data")
    tensors = safetensors.torch.load(blob)
    for name, tensor in tensors.items():
        if tensor.dtype is torch.bool:  # torch and numpy rely on bytes of 0 and 1; `torch.empty` has others, too
            tensors[name] = tensor.view(torch.uint8) != 0
    return tensors


def _size_of(entry: Any) -> int:
    match entry:
        case {"dtype": str(dtype), "shape": dims, "data_offsets": [int(start), int(end)], **rest} if not rest:
            if dtype in _DTYPES and _is_shape(dims) and type(start) is int and type(end) is int:
                size = math.prod(dims) * _DTYPES[dtype].itemsize
                if 0 <= start <= end == start + size:
                    return size
    raise WireError("a tensor of a kind that is not allowed")


def _check_parts(text: bytes) -> None:
    """Refuse JSON of too many parts before it is parsed: ``[],[],`` takes twenty times its size as Python objects.

    Each value and each key costs at least one of the bytes ``[ { , :`` outside of quotation marks. Those inside do not
    count, since a text that a student prints may hold millions of commas. Where the text is not JSON this may count
    wrongly from the first error on, but there parsing ends too.
    """
    marks = text.replace(rb"\\", b"").replace(rb"\"", b"").translate(None, _NOT_MARKS)
    if len(marks) <= MAX_PARTS:
        return
    if marks.count(b'"') > 2 * MAX_PARTS:
        raise WireError("an answer with too many texts")
    if sum(map(len, marks.split(b'"')[::2])) > MAX_PARTS:
        raise WireError("an answer with too many parts")


def _parse(text: bytes) -> Any:
    """Parse JSON in ASCII; an object that has a key twice is refused, since readers differ in which one they take."""
    return json.loads(
        text.decode("ascii"), parse_constant=_no_constant, parse_int=_bounded_int, object_pairs_hook=_unique
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise WireError("an object with a key twice")
    return result


def _no_constant(name: str) -> Any:
    raise WireError(f"the constant {name} is not in the format")


def _bounded_int(digits: str) -> int:
    if len(digits) > MAX_INT_BITS // 3:
        raise WireError("a whole number with too many digits")
    return int(digits)


def _read(connection: socket.socket, length: int) -> bytearray:
    parts = bytearray(length)
    read = 0
    while read < length:
        try:
            count = connection.recv_into(memoryview(parts)[read:])
        except OSError:
            raise Disconnected from None
        if not count:
            raise Disconnected
        read += count
    return parts
