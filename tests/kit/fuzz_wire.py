"""Hostile frames against the grader's end of the wire: `make fuzz`.

    python -m tests.kit.fuzz_wire [--frames 100000] [--seed 0]

Every frame goes through the real `wire.receive_replies` or `client.Process.request`, and may end only as a value that
is inert, as a refusal, or as a peer that is gone or too slow. Anything else, a frame that takes long, much memory or a
descriptor that stays open is a violation: the frame is saved as hex and the exit status is 1.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import random
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import torch
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from autograder.errors import ServerLost
from autograder.sandbox import wire
from autograder.sandbox.client import Process, ProcessEnded, Timeout
from autograder.sandbox.lockdown import Limits

NONCE = 7
SECONDS = 5.0  # for one frame; the largest take a quarter of a second
MEMORY = 512 << 20  # bytes that the peak may grow by, a sender's three copies of 32 MiB among them
SAVED = 1 << 20  # bytes of a frame that are written to a file
SAVED_AT = Path("fuzz-violation.hex")

Parts = tuple[bytes, bytes]


# ---------------------------------------------------------------- the frames


def frame(text: bytes, blob: bytes = b"", nonce: int = NONCE, magic: bytes = b"AGr1") -> bytes:
    """Return a frame whose header fits its parts."""
    return wire._HEADER.pack(magic, nonce, len(text), len(blob)) + text + blob


def tensors(header: Any, data: bytes = b"") -> bytes:
    """Return a safetensors part; a header that is bytes already is taken as it is."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(raw).to_bytes(8, "little") + raw + data


def entry(dtype: Any = "F32", shape: Any = (1,), offsets: Any = (0, 4)) -> dict[str, Any]:
    """Return one tensor's entry of a safetensors header, by default a right one."""
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def filled(unit: bytes, size: int = wire.MAX_JSON_BYTES) -> bytes:
    """Return a list of as many units as fit into `size` bytes."""
    return b"[" + unit * ((size - 3) // len(unit)) + b"0]"


ONE = b'{"$":"tensor","v":"0"}'
ENTRY = json.dumps(entry()).encode()
_EQUAL_HASHES = ",".join(f"[{k * sys.hash_info.modulus},0]" for k in range(1, wire.MAX_NODES // 2 - 9))

HOSTILE: dict[str, Callable[[], Parts]] = {
    "not JSON": lambda: (b"{", b""),
    "nothing": lambda: (b"", b""),
    "NaN literal": lambda: (b"NaN", b""),
    "infinity literal": lambda: (b"[-Infinity]", b""),
    "a float beyond all": lambda: (b"1e999", b""),
    "unknown kind": lambda: (b'{"$":"pickle","v":"x"}', b""),
    "a kind that is a list": lambda: (b'{"$":["float"],"v":"nan"}', b""),
    "a kind with more": lambda: (b'{"$":"tuple","v":[],"x":1}', b""),
    "a key twice": lambda: (b'{"$":"tuple","v":[],"v":[1]}', b""),
    "another float": lambda: (b'{"$":"float","v":"1e5"}', b""),
    "unknown tensor": lambda: (b'{"$":"tensor","v":"9"}', b""),
    "one tensor twice": lambda: (b"[%b,%b]" % (ONE, ONE), tensors({"0": entry()}, bytes(4))),
    "bfloat16 as an array": lambda: (ONE.replace(b"tensor", b"array"), tensors({"0": entry("BF16", [2])}, bytes(4))),
    "deep": lambda: (b"[" * 5000 + b"]" * 5000, b""),
    "very deep": lambda: (b"[" * 200_000, b""),
    "deep objects": lambda: (b'{"a":' * 100_000, b""),
    "deep tuples": lambda: (b'{"$":"tuple","v":[' * 300 + b"]}" * 300, b""),
    "long number": lambda: (b"1" * 10_000, b""),
    "long negative number": lambda: (b"-" + b"9" * 200, b""),
    "long text": lambda: (b'"' + b"a" * (wire.MAX_STR + 1) + b'"', b""),
    "invalid UTF-8": lambda: (b'"\xff\xfe"', b""),
    "UTF-8": lambda: ('"ä"'.encode(), b""),
    "UTF-16": lambda: ("[1]".encode("utf-16"), b""),
    "list as key": lambda: (b'{"$":"dict","v":[[[1],2]]}', b""),
    "truth value as key": lambda: (b'{"$":"dict","v":[[true,2]]}', b""),
    "long number as key": lambda: (b'{"$":"dict","v":[[%d,2]]}' % (1 << 65), b""),
    "keys with equal hashes": lambda: (f'{{"$":"dict","v":[{_EQUAL_HASHES}]}}'.encode(), b""),
    "unpaired dict": lambda: (b'{"$":"dict","v":[[1]]}', b""),
    "a text as pair": lambda: (b'{"$":"dict","v":["ab"]}', b""),
    "an object as pair": lambda: (b'{"$":"dict","v":[{"a":1,"b":2}]}', b""),
    "handle with a truth value": lambda: (b'{"$":"handle","id":true,"type":"x"}', b""),
    "handle of a surrogate": lambda: (b'{"$":"handle","id":1,"type":"\\ud800"}', b""),
    "32 MiB of lists": lambda: (filled(b"[],"), b""),
    "32 MiB of objects": lambda: (filled(b"{},"), b""),
    "32 MiB of numbers": lambda: (filled(b"9,"), b""),
    "32 MiB of texts": lambda: (filled(b'"",'), b""),
    "32 MiB of quotation marks": lambda: (b'"' * wire.MAX_JSON_BYTES, b""),
    "32 MiB of one text": lambda: (b'"' + b"," * (wire.MAX_JSON_BYTES - 2) + b'"', b""),
    "32 MiB of escapes": lambda: (b'"' + b'\\"' * (wire.MAX_JSON_BYTES // 2 - 1) + b'"', b""),
    "32 MiB of backslashes": lambda: (b"\\" * wire.MAX_JSON_BYTES, b""),
    "32 MiB of brackets": lambda: (b"[" * wire.MAX_JSON_BYTES, b""),
    "32 MiB of keys": lambda: (b"{" + b'"a":1,' * (wire.MAX_JSON_BYTES // 6 - 2) + b'"b":1}', b""),
    "32 MiB of digits": lambda: (b"9" * wire.MAX_JSON_BYTES, b""),
    "32 MiB of blanks": lambda: (b" " * wire.MAX_JSON_BYTES, b""),
    "32 MiB of one wide text": lambda: (b'"\\ud83d\\ude00' + b"a" * (wire.MAX_JSON_BYTES - 14) + b'"', b""),
    "as many lists as pass the count": lambda: (filled(b"[],", 3 * wire.MAX_PARTS // 2), b""),
    "as many keys as pass the count": lambda: (
        b"{" + b",".join(b'"%d":1000' % k for k in range(wire.MAX_PARTS // 2 - 9)) + b"}", b""),
    "short blob": lambda: (b"1", b"\x01"),
    "tensor header beyond its end": lambda: (b"1", b"\xff" * 16),
    "tensor header of noise": lambda: (b"1", tensors(b"\x00\xff" * 40)),
    "tensor header that is a list": lambda: (b"1", tensors([entry()], bytes(4))),
    "tensor header that is a number": lambda: (b"1", tensors(7)),
    "tensor header that is nothing": lambda: (b"1", tensors(b"")),
    "tensor header in UTF-16": lambda: (b"1", tensors("{}".encode("utf-16"))),
    "deep tensor header": lambda: (b"1", tensors(b"[" * 500_000)),
    "a tensor that is a number": lambda: (ONE, tensors({"0": 1})),
    "a tensor twice": lambda: (ONE, tensors(b'{"0":%b,"0":%b}' % (ENTRY, ENTRY), bytes(4))),
    "a dtype twice": lambda: (ONE, tensors(b'{"0":{"dtype":"U64",%b}' % ENTRY[1:] + b"}", bytes(4))),
    "metadata": lambda: (b"1", tensors({"__metadata__": {"a": "b"}})),
    "huge dimension": lambda: (b"1", tensors({"0": entry(shape=[0, 1 << 62], offsets=[0, 0])})),
    "huge when summed": lambda: (b"1", tensors({"0": entry(shape=[0, 1 << 20, 1 << 20], offsets=[0, 0])})),
    "negative dimension": lambda: (b"1", tensors({"0": entry(shape=[-1])}, bytes(4))),
    "two negative dimensions": lambda: (b"1", tensors({"0": entry(shape=[-1, -1])}, bytes(4))),
    "truth value as dimension": lambda: (b"1", tensors({"0": entry(shape=[True])}, bytes(4))),
    "float as dimension": lambda: (b"1", tensors({"0": entry(shape=[1.0])}, bytes(4))),
    "text as shape": lambda: (b"1", tensors({"0": entry(shape="1")}, bytes(4))),
    "17 dimensions": lambda: (b"1", tensors({"0": entry(shape=[1] * 17)}, bytes(4))),
    "dtype that is a list": lambda: (b"1", tensors({"0": entry(dtype=[])}, bytes(4))),
    "dtype of complex numbers": lambda: (b"1", tensors({"0": entry("C64", [1], [0, 8])}, bytes(8))),
    "offsets backwards": lambda: (b"1", tensors({"0": entry(offsets=[4, 0])}, bytes(4))),
    "negative offsets": lambda: (b"1", tensors({"0": entry(offsets=[-4, 0])}, bytes(4))),
    "offsets beyond the end": lambda: (b"1", tensors({"0": entry(offsets=[1 << 62, (1 << 62) + 4])}, bytes(4))),
    "truth values as offsets": lambda: (b"1", tensors({"0": entry("U8", [1], [False, True])}, bytes(1))),
    "overlapping tensors": lambda: (b"1", tensors({str(k): entry() for k in range(4000)}, bytes(4))),
    "overlapping tensors of the right total": lambda: (b"1", tensors({"0": entry(), "1": entry()}, bytes(8))),
    "a hole in the data": lambda: (b"1", tensors({"0": entry()}, bytes(8))),
    "too many tensors": lambda: (
        b"1", tensors({str(k): entry("U8", [0], [0, 0]) for k in range(wire.MAX_TENSORS + 1)})),
    "1 MiB of tiny tensors": lambda: (b"1", tensors(b"{" + b'"":0,' * 200_000 + b'"":0}')),
    "1 MiB of lists for a header": lambda: (b"1", tensors(filled(b"[],", wire.MAX_TENSOR_HEADER))),
}  # fmt: skip
"""The two parts of frames that must be refused."""

HOSTILE_FRAMES: dict[str, Callable[[], bytes]] = {
    "another magic": lambda: frame(b"1", magic=b"AGr2"),
    "another nonce": lambda: frame(b"1", nonce=NONCE + 1),
    "JSON longer than the limit": lambda: wire._HEADER.pack(b"AGr1", NONCE, wire.MAX_JSON_BYTES + 1, 0),
    "JSON of 4 GiB": lambda: wire._HEADER.pack(b"AGr1", NONCE, 0xFFFFFFFF, 0xFFFFFFFF),
    "tensors longer than the limit": lambda: wire._HEADER.pack(b"AGr1", NONCE, 1, wire.MAX_TENSOR_BYTES + (2 << 20)),
}
"""Whole frames that must be refused."""

CONTROL_LINES = (
    b"", b"\n", b"{", b"1", b"null", b"[]", b'"exit"', b"\xff\xfe", b"{}", b'{"exit":1}', b'{"exit":null,"why":null}',
    b'{"exit":[],"why":1}', b'{"exit":"x","why":null}', b'{"exit":-9,"why":null}', b'{"exit":-999,"why":null}',
    b'{"exit":0,"why":"had too many files"}', b'{"exit":0,"why":["x"]}', b'{"exit":0,"why":"\\ud800"}',
    b'{"exit":NaN,"why":null}', b'{"exit":0,"why":null}\n{"exit":1,"why":null}\n', b"x" * 5000,
    b'{"exit":1e999,"why":null}', b"[" * 4000, b'{"exit":-' + b"9" * 4070 + b',"why":null}',
)  # fmt: skip
"""What a fork server that has gone mad might say of a process that ended."""


def honest_parts() -> list[Parts]:
    """Return answers of all kinds as the student's side sends them."""
    values: list[Any] = [
        None, True, 12, -(2**200), 1.5, float("nan"), "text, with [commas]: {\"\\n\"} ä \U0001f600",
        [], [1, [2.0, "x"]], (1, (2,)), {"a": 1, 2: [None]}, {"value": {"a": (1, object())}}, object(),
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": "1\n" * 20}], "error": None},
        {"error": {"type": "ValueError", "bases": ["ValueError", "Exception"], "text": "no"}},
        *(torch.ones(2, 3).to(dtype) for dtype in wire._DTYPES.values()),
        torch.empty(0, 4), torch.tensor(1.0), np.arange(6).reshape(2, 3), np.float32(2),
        {"value": [torch.rand(4, 4), np.zeros(3), {"x": torch.arange(5)}]},
    ]  # fmt: skip
    parts = []
    for value in values:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            wire.send_reply(theirs, NONCE, value, lambda obj: (1, type(obj).__name__))
            raw = ours.recv(1 << 20)
        _, _, text, _ = wire._HEADER.unpack(raw[: wire._HEADER.size])
        parts.append((raw[wire._HEADER.size :][:text], raw[wire._HEADER.size + text :]))
    return parts


class Generator:
    """Makes frames at random; each method that is named in `KINDS` gives one."""

    def __init__(self, seed: int) -> None:
        """Make what `seed` says."""
        self.random = random.Random(seed)
        self.parts = honest_parts()
        self.blobs = [blob for _, blob in self.parts if blob]

    def _honest(self) -> bytes:
        return frame(*self.random.choice(self.parts))

    def bits_flipped(self) -> bytes:
        raw = bytearray(self._honest())
        for _ in range(self.random.choice((1, 1, 2, 8))):
            raw[self.random.randrange(len(raw))] ^= 1 << self.random.randrange(8)
        return bytes(raw)

    def spliced(self) -> bytes:
        one, other = self._honest(), self._honest()
        return one[: self.random.randrange(len(one))] + other[self.random.randrange(len(other)) :]

    def spliced_inside(self) -> bytes:
        (one, blob), (other, _) = self.random.choice(self.parts), self.random.choice(self.parts)
        at, upto = self.random.randrange(len(one) + 1), self.random.randrange(len(other) + 1)
        return frame(one[:at] + other[:upto] + one[at:], blob)

    def truncated(self) -> bytes:
        raw = self._honest()
        return raw[: self.random.randrange(len(raw))]

    def too_long(self) -> bytes:
        return self._honest() + self.random.randbytes(self.random.randrange(1, 99))

    def wrong_lengths(self) -> bytes:
        text, blob = self.random.choice(self.parts)
        near = [len(text), len(blob), *(self.random.randrange(-9, 10) for _ in range(2))]
        pool = [0, 1, near[0] + near[2], near[1] + near[3], 1 << 10, wire.MAX_JSON_BYTES, 1 << 28, (1 << 32) - 1]
        lengths = [max(0, self.random.choice(pool)) for _ in range(2)]
        return wire._HEADER.pack(b"AGr1", NONCE, *lengths) + text + blob

    def wrong_nonce_or_magic(self) -> bytes:
        nonce = self.random.choice((0, NONCE - 1, NONCE + 1, (1 << 64) - 1, self.random.getrandbits(64)))
        magic = self.random.choice((b"AGr1", b"AGr0", b"\0\0\0\0", self.random.randbytes(4)))
        return frame(*self.random.choice(self.parts), nonce, magic)

    def tokens(self) -> bytes:
        """JSON of an honest answer with tokens put in, taken out and replaced."""
        text, blob = self.random.choice(self.parts)
        for _ in range(self.random.choice((1, 1, 2, 5))):
            start = self.random.randrange(len(text) + 1)
            end = start + self.random.choice((0, 0, 1, 2, 9))
            text = text[:start] + self.random.choice(TOKENS) + text[end:]
        return frame(text, blob)

    def tagged(self) -> bytes:
        """A tree of tagged objects with parts of wrong types."""
        text = json.dumps(self._tree(self.random.randrange(1, 6)))
        return frame(text.encode(), self.random.choice([b"", *self.blobs]))

    def _tree(self, depth: int) -> Any:
        pick = self.random.random()
        if depth == 0 or pick < 0.2:
            return self.random.choice(SCALARS)
        inner = [self._tree(depth - 1) for _ in range(self.random.randrange(4))]
        if pick < 0.35:
            return inner
        tag = self.random.choice(TAGS)
        if pick < 0.5:
            return {"$": "dict", "v": [[self.random.choice(SCALARS), item] for item in inner]}
        if pick < 0.6:
            return {"$": "handle", "id": self.random.choice(SCALARS), "type": self.random.choice(SCALARS)}
        if pick < 0.7:
            return {self.random.choice(("$", "v", "id", "x")): item for item in (tag, *inner)}
        return {"$": tag, "v": self.random.choice((inner, "0", self._tree(depth - 1)))}

    def tensor_headers(self) -> bytes:
        """A right tensor but for one or two of its fields."""
        fields = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
        for name, pool in self.random.sample(list(FIELDS.items()), self.random.choice((1, 1, 2, 3))):
            fields[name] = self.random.choice(pool)
        if self.random.random() < 0.1:
            fields.pop(self.random.choice(list(fields)))
        header: Any = {"0": fields}
        if self.random.random() < 0.2:
            header[self.random.choice(("", "1", "__metadata__", "\ud800"))] = self.random.choice((entry(), 1, {}, None))
        data = bytes(self.random.choice((0, 4, 4, 4, 8, 5)))
        text = self.random.choice((ONE, ONE.replace(b"tensor", b"array")))
        return frame(text, tensors(header, data))

    def tensors_damaged(self) -> bytes:
        blob = bytearray(self.random.choice(self.blobs))
        for _ in range(self.random.choice((1, 1, 2, 5))):
            blob[self.random.randrange(len(blob))] = self.random.choice(b'\x00\x01\xff"{}[],:0-9e.tu')
        return frame(ONE, bytes(blob))

    def noise(self) -> bytes:
        return self.random.randbytes(self.random.randrange(200))

    def noise_in_a_frame(self) -> bytes:
        return frame(self.random.randbytes(self.random.randrange(60)), self.random.randbytes(self.random.randrange(60)))

    def deep_or_wide(self) -> bytes:
        opening, closing = self.random.choice(((b"[", b"]"), (b'{"$":"tuple","v":[', b"]}"), (b'{"a":', b"1}")))
        depth = self.random.choice((1, 10, 33, 34, 35, 36, 100, 990, 3000))
        wide = filled(self.random.choice((b"1,", b"[],", b'"a",', b"null,")), self.random.randrange(4, 3000))
        return frame(opening * depth + wide + closing * self.random.choice((depth, depth, depth - 1)))


KINDS = (
    "bits_flipped", "spliced", "spliced_inside", "truncated", "too_long", "wrong_lengths", "wrong_nonce_or_magic",
    "tokens", "tagged", "tensor_headers", "tensors_damaged", "noise", "noise_in_a_frame", "deep_or_wide",
)  # fmt: skip
WEIGHTS = (10, 6, 6, 4, 1, 5, 2, 15, 15, 15, 10, 3, 3, 2)
TOKENS = (
    b"", b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\", b'"$"', b'{"$":', b'"v":', b"null", b"true", b"-", b"0",
    b"1e5", b"1e999", b"NaN", b"Infinity", b"-Infinity", b"9" * 90, b"1" * 5000, b'"\\ud800"', b"\\u0000", b"\\u12",
    b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\0", b"\n", b"[[[[",
    b'{"$":"tensor","v":"0"}', b'{"$":"handle","id":-1,"type":""}',
)  # fmt: skip
TAGS: tuple[Any, ...] = (
    "float",
    "tuple",
    "dict",
    "tensor",
    "array",
    "handle",
    "pickle",
    "",
    None,
    0,
    True,
    [],
    {},
    "Tuple",
)
SCALARS = (
    None,
    True,
    0,
    -1,
    7,
    1 << 70,
    1 << 300,
    0.5,
    float("nan"),
    float("inf"),
    "",
    "nan",
    "inf",
    "0",
    "1",
    "\ud800",
)
FIELDS: dict[str, tuple[Any, ...]] = {
    "dtype": (
        *wire._DTYPES, "F8_E4M3", "F8_E8M0", "F4", "C64", "U16", "U64", "f32", "", None, 1, True, [], ["F32"], {}),
    "shape": (
        [], [1], [2], [4], [0], [0, 9], [1] * 16, [1] * 17, [-1], [-1, -1], [True], [1.0], ["1"], [None], [[1]], None,
        "", "ab", {}, {"0": 1}, 1, [1 << 31], [1 << 62], [1 << 64], [1 << 200], [0, 1 << 40], [0, 1 << 28],
        [1 << 32, 1 << 32]),
    "data_offsets": (
        [0, 4], [4, 0], [0, 0], [4, 8], [0, 8], [-4, 0], [0, 1 << 63], [1 << 63, 1 << 64], [True, 4], [False, True],
        [0.0, 4.0], ["0", "4"], [0], [0, 4, 8], [], None, "04", {}, {"0": 0, "1": 4}, 4),
    "more": (1, None, [0, 4]),
}  # fmt: skip


def hypothesis_frames(number: int, seed: int, blobs: list[bytes], use: Callable[[bytes], None]) -> None:
    """Give `use` frames of trees that hypothesis draws."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(SCALARS)
    keys = st.sampled_from(("$", "v", "id", "type", "x"))
    trees = st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(keys, inner | st.sampled_from(TAGS), max_size=3)
            | st.fixed_dictionaries({"$": st.sampled_from(TAGS), "v": inner | st.lists(inner, max_size=4)})
            | st.fixed_dictionaries(
                {"$": st.just("dict"), "v": st.lists(st.tuples(leaves, inner) | inner.map(lambda x: [x]), max_size=3)}
            )
        ),
        max_leaves=12,
    )

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(trees, st.booleans(), st.sampled_from([b"", *blobs]))
    def draw(tree: Any, ascii_only: bool, blob: bytes) -> None:
        use(frame(json.dumps(tree, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"), blob))

    if number:
        draw()


# ---------------------------------------------------------------- what may come of them


def check_inert(value: Any) -> None:
    """Assert that a decoded value is plain data all through."""
    kind = type(value)
    if kind in (list, tuple):
        for item in value:
            check_inert(item)
    elif kind is dict:
        for key, item in value.items():
            assert type(key) in (str, int), f"a key of type {type(key)}"
            check_inert(key)
            check_inert(item)
    elif kind is torch.Tensor:
        assert value.layout is torch.strided
        assert value.device.type == "cpu"
        assert value.dtype in wire._DTYPES.values()
        assert value.is_contiguous()
        assert not value.requires_grad
        assert value.grad_fn is None
        assert not vars(value)
        if value.dtype is torch.bool:
            assert (value.view(torch.uint8) <= 1).all()
    elif kind is np.ndarray:
        assert value.dtype.kind in "fiub"
        assert value.dtype.kind != "b" or (value.view(np.uint8) <= 1).all()
    elif kind is wire.Handle:
        assert type(value.id) is int
        assert type(value.type_name) is str
        assert value.type_name.isascii()
    elif kind is str:
        value.encode()
    else:
        assert value is None or kind in (bool, int, float), f"a value of type {kind}"


ASLEEP = b'{"well": {"processor": 0.0, "waited": 0.0}}\n'
"""What the fork server says of a process that neither runs nor waits for a processor."""


def the_reply(connection: socket.socket, nonce: int, left: wire.Left) -> Any:
    """Return the only answer that arrives."""
    [reply] = wire.receive_replies(connection, nonce, 1, left)
    return reply.decode()


def until(seconds: float) -> wire.Left:
    """Return a limit by the wall."""
    deadline = time.monotonic() + seconds

    def left() -> float:
        if time.monotonic() >= deadline:
            raise TimeoutError
        return deadline - time.monotonic() + 0.001

    return left


@dataclass
class Row:
    """What came of the frames of one kind; a `Process` whose peer is gone has `ProcessEnded`, and counts as refused."""

    decoded: int = 0
    refused: int = 0
    cut_off: int = 0
    longest: float = 0.0


@dataclass
class Report:
    """What came of all frames."""

    rows: dict[str, Row] = field(default_factory=lambda: defaultdict(Row))
    violations: list[str] = field(default_factory=list)
    through_process: int = 0
    memory: int = 0
    seconds: float = 0.0

    @property
    def frames(self) -> int:
        return sum(row.decoded + row.refused + row.cut_off for row in self.rows.values())

    def print(self) -> None:
        print(f"{'kind of frame':<24}{'frames':>9}{'decoded':>9}{'refused':>9}{'cut off':>9}{'longest ms':>12}")
        total = Row()
        for name, row in self.rows.items():
            _print_row(name, row)
            total.decoded += row.decoded
            total.refused += row.refused
            total.cut_off += row.cut_off
            total.longest = max(total.longest, row.longest)
        _print_row("all", total)
        print(f"{self.through_process:,} of them through Process.request; {self.seconds:.0f} s")
        print(f"peak memory grew by {self.memory >> 20} MiB, the senders' share included")
        print(f"violations: {len(self.violations)}")


def _print_row(name: str, row: Row) -> None:
    numbers = (row.decoded + row.refused + row.cut_off, row.decoded, row.refused, row.cut_off)
    print(f"{name.replace('_', ' '):<24}" + "".join(f"{n:>9,}" for n in numbers) + f"{row.longest * 1000:>12.1f}")


class TookTooLong(BaseException):
    """Raised by the alarm into a frame that hangs."""


class Fuzzer:
    """Sends frames and keeps a report."""

    def __init__(self, folder: Path) -> None:
        """Keep the fake fork server's socket in `folder`."""
        self.report = Report()
        self._lock = threading.Lock()
        self._address = str(folder / "socket")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self._address)
        self._listener.listen(64)
        self._scratch = folder

    def close(self) -> None:
        self._listener.close()

    def judge(self, kind: str, data: bytes, limit: float, attempt: Callable[[], Any]) -> str:
        """Run `attempt`, put down what came of it, and return that; whatever is not allowed is a violation."""
        wrong = outcome = ""
        start = time.monotonic()
        try:
            value = attempt()
            took = time.monotonic() - start
            check_inert(value)
            outcome = "decoded"
        except (wire.WireError, ProcessEnded, ServerLost):
            outcome, took = "refused", time.monotonic() - start
        except (wire.Disconnected, TimeoutError, Timeout):
            outcome, took = "cut_off", time.monotonic() - start
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # whatever it is: that is the question here
            wrong, took = f"{type(error).__name__}: {str(error)[:200]}", time.monotonic() - start
        if took > limit:
            wrong = wrong or f"took {took:.1f} s"
        with self._lock:
            row = self.report.rows[kind]
            row.longest = max(row.longest, took)
            if outcome:
                setattr(row, outcome, getattr(row, outcome) + 1)
            if wrong:
                self._violation(kind, wrong, data)
        return outcome

    def _violation(self, kind: str, wrong: str, data: bytes) -> None:
        if not self.report.violations:
            SAVED_AT.write_text(f"# {kind}: {wrong}, {len(data)} bytes\n{data[:SAVED].hex()}\n")
        self.report.violations.append(f"{kind}: {wrong}")

    def receive(self, kind: str, data: bytes) -> None:
        """Send one frame, after which the peer closes its end, to `wire.receive_replies`."""
        ours, theirs = socket.socketpair()
        with _alarm(), _fed(theirs, data), ours:
            self.judge(kind, data, SECONDS, lambda: the_reply(ours, NONCE, until(SECONDS)))

    def request(self, kind: str, data: bytes, control: bytes = b'{"exit":0,"why":null}\n') -> None:
        """Answer a `Process.request` with a frame, and then the end of the connection."""
        process, server, theirs = self._process()
        with server:
            with _alarm(), _fed(theirs, data):
                with contextlib.suppress(OSError):
                    server.sendall(control)
                    server.shutdown(socket.SHUT_WR)
                outcome = self.judge(kind, data or control, SECONDS, lambda: process.request({"op": "call"}, SECONDS))
            self._check_ended(process, server, outcome, kind, data or control)

    def both(self, kind: str, data: bytes) -> None:
        """Send one frame in both ways."""
        self.receive(kind, data)
        self.request(kind, data)

    def _check_ended(self, process: Process, server: socket.socket, outcome: str, kind: str, data: bytes) -> None:
        """After anything but a value the process must be gone, and its descriptors with it."""
        if outcome == "decoded":
            process.kill()
        server.settimeout(SECONDS)
        if process.alive or process._data.fileno() != -1 or process._control.fileno() != -1:
            wrong = "the process was not killed, or its descriptors stayed open"
        elif not _all_of(server).endswith(b"kill\n"):  # it may have been asked for a look before
            wrong = "the fork server was not told to kill the process"
        else:
            return
        with self._lock:
            self._violation(kind, wrong, data)
        process.kill()

    def _process(self) -> tuple[Process, socket.socket, socket.socket]:
        """Return a process and the two sockets of its peers: the fork server's, and its own."""
        with self._lock:
            self.report.through_process += 1
            process = Process(self._address, self._scratch, Limits())
            server, theirs = self._accept()
        process._nonce = NONCE - 1
        return process, server, theirs

    def _accept(self) -> tuple[socket.socket, socket.socket]:
        server, _ = self._listener.accept()
        _, descriptors, *_ = socket.recv_fds(server, 1 << 16, 1)
        return server, socket.socket(fileno=descriptors[0])

    def with_attachments(self, data: bytes) -> None:
        """Send a frame with descriptors, and one with a byte out of band."""
        self._attached("descriptors attached", data, lambda peer: socket.send_fds(peer, [data[-1:]], [0, 1, 2]))

        def out_of_band(peer: socket.socket) -> None:
            with contextlib.suppress(OSError):  # before Linux 5.15 there is no such thing
                peer.send(b"!", socket.MSG_OOB)
            peer.sendall(data[-1:])

        self._attached("a byte out of band", data, out_of_band)

    def _attached(self, kind: str, data: bytes, send_last: Callable[[socket.socket], object]) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(data[:-1])
            send_last(theirs)
            theirs.shutdown(socket.SHUT_WR)
            self.judge(kind, data, SECONDS, lambda: the_reply(ours, NONCE, until(SECONDS)))

    def slow(self, number: int, generator: Generator) -> None:
        """Send frames that trickle, stall or break off, many at once, and requests to peers that never read."""
        kinds = ("trickled", "stalled", "closed midway", "stalled process", "request unread")
        plans = [(kind, generator._honest(), generator.random.uniform(0.05, 0.4)) for kind in kinds * (number // 5)]
        with ThreadPoolExecutor(64) as pool:
            for future in [pool.submit(self._slow, *plan) for plan in plans]:
                future.result()

    def _slow(self, kind: str, data: bytes, seconds: float) -> None:
        limit = seconds + SECONDS
        if kind in ("stalled process", "request unread"):
            process, server, theirs = self._process()
            server.sendall(ASLEEP)
            server.shutdown(socket.SHUT_WR)
            with server, theirs:
                theirs.sendall(data[: wire._HEADER.size - 1] if kind == "stalled process" else b"")
                message = {"x": bytes(1 if kind == "stalled process" else 1 << 20)}
                outcome = self.judge(kind, data, limit, lambda: process.request(message, seconds))
                self._check_ended(process, server, outcome, kind, data)
            return
        ours, theirs = socket.socketpair()
        peer = threading.Thread(target=_dawdle, args=(theirs, data, kind))
        with ours:
            peer.start()
            self.judge(kind, data, limit, lambda: the_reply(ours, NONCE, until(seconds)))
        peer.join()


def _dawdle(peer: socket.socket, data: bytes, kind: str) -> None:
    with peer, contextlib.suppress(OSError):
        if kind == "trickled":
            for byte in data:
                peer.sendall(bytes([byte]))
                time.sleep(0.004)
        else:
            peer.sendall(data[: wire._HEADER.size] if kind == "stalled" else data[: len(data) // 2])
            if kind == "stalled":
                peer.recv(1)  # until the other side gives up


@contextlib.contextmanager
def _fed(peer: socket.socket, data: bytes) -> Iterator[None]:
    """Send `data` from `peer` and end the stream; what does not fit into the socket's buffer, from a thread."""

    def send() -> None:
        with contextlib.suppress(OSError):  # the reader may have had enough
            peer.sendall(data)
            peer.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=send)
    if len(data) < 1 << 15:
        send()
    else:
        thread.start()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            peer.shutdown(socket.SHUT_RDWR)
        if thread.ident is not None:
            thread.join()
        peer.close()


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    def ring(*_: Any) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 4 * SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _all_of(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(99), b""))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _descriptors() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def fuzz(frames: int, seed: int, named: bool = True) -> Report:
    """Send about `frames` frames of all kinds, with or without the named ones, of which some are large."""
    start = time.monotonic()
    generator = Generator(seed)
    slow, drawn = frames // 200, frames // 20
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder))
        report = fuzzer.report
        fuzzer.receive("honest", generator._honest())  # what is loaded at the first use is not counted as growth
        descriptors, memory = _descriptors(), _peak()

        for text, blob in generator.parts:
            fuzzer.both("honest", frame(text, blob))
            fuzzer.with_attachments(frame(text, blob))
        if named:
            for make in HOSTILE.values():
                fuzzer.both("named", frame(*make()))
            for make_frame in HOSTILE_FRAMES.values():
                fuzzer.both("named", make_frame())
        for line in CONTROL_LINES:
            fuzzer.request("control lines", b"", line)
        fuzzer.slow(slow, generator)
        hypothesis_frames(drawn, seed, generator.blobs, lambda data: fuzzer.receive("drawn by hypothesis", data))
        kinds = generator.random.choices(KINDS, WEIGHTS, k=max(0, frames - report.frames))
        for number, kind in enumerate(kinds):
            send = fuzzer.request if number % 20 == 0 else fuzzer.receive
            send(kind, getattr(generator, kind)())

        report.memory = _peak() - memory
        if report.memory > MEMORY:
            fuzzer._violation("memory", f"the peak grew by {report.memory >> 20} MiB", b"")
        if (left := _descriptors() - descriptors) > 0:
            fuzzer._violation("descriptors", f"{left} stayed open", b"")
        fuzzer.close()
    report.seconds = time.monotonic() - start
    return report


def main() -> int:
    """Fuzz, print a table, and return the exit status."""
    parser = argparse.ArgumentParser(description="Send hostile frames to the grader's end of the wire.")
    parser.add_argument("--frames", type=int, default=100_000, help="how many frames, about")
    parser.add_argument("--seed", type=int, default=0, help="which frames")
    arguments = parser.parse_args()
    report = fuzz(arguments.frames, arguments.seed)
    report.print()
    for violation in report.violations[:20]:
        print("violation:", violation)
    if report.violations:
        print(f"the first such frame is in {SAVED_AT}")
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
