"""The closed wire format: what it carries, and that nothing else gets through."""

from __future__ import annotations

import contextlib
import json
import math
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from autograder.sandbox import wire
from autograder.student.text import MARKS
from tests.kit.fuzz_wire import HOSTILE, HOSTILE_FRAMES, NONCE, ONE, Parts, entry, fuzz, tensors, the_reply, until


def roundtrip(value: Any) -> Any:
    """Send a value from the student's side to the grader's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(5)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        wire.send_reply(theirs, 7, value, lambda obj: (1, type(obj).__name__))
        return the_reply(ours, 7, until(5))


texts = st.text(st.characters(codec="utf-8", exclude_characters=MARKS), max_size=20)
scalars = st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False) | texts
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(texts | st.integers(-9, 9), inner, max_size=4)
    ),
    max_leaves=20,
)


@pytest.mark.slow
@settings(deadline=None)
@given(values)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    expected = json.loads(json.dumps(value)) if isinstance(value, str) else value

    assert repr(roundtrip(value)) == repr(expected)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.int64, torch.uint8, torch.bool])
@pytest.mark.parametrize("shape", [(), (0,), (3, 2)])
def test_tensors_arrive_with_shape_dtype_and_bits(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    tensor = torch.ones(shape).to(dtype)
    got = roundtrip([tensor])[0]

    assert (type(got), got.shape, got.dtype) == (torch.Tensor, tensor.shape, dtype)
    assert torch.equal(got, tensor)


def test_not_a_number_and_infinity_arrive() -> None:
    got = roundtrip([math.nan, math.inf, -math.inf])

    assert math.isnan(got[0])
    assert got[1:] == [math.inf, -math.inf]


def test_a_lying_tensor_arrives_as_plain_data() -> None:
    class Liar(torch.Tensor):
        __eq__ = lambda *_: True  # noqa: E731

    tensor = torch.zeros(2).as_subclass(Liar)
    tensor.allclose = lambda *_, **__: True
    got = roundtrip(tensor)

    assert type(got) is torch.Tensor
    assert not got.allclose(torch.ones(2))


@pytest.mark.parametrize(
    "value", [object(), nn.Linear(1, 1), {1.5: 2}, {"a": {(1,): 2}}, torch.zeros(2).to_sparse(), np.array(["x"]), b"x"]
)
def test_everything_else_becomes_a_handle(value: Any) -> None:
    got = roundtrip([value])[0]
    got = got["a"] if isinstance(got, dict) else got

    assert isinstance(got, wire.Handle)


def test_parameters_stay_shared_on_the_way_to_the_student() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2))
    model[2].weight = model[0].weight
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send_requests(ours, 1, [wire.encode_request({"model": model})], until(5))
        _, [raw] = wire.receive_requests(theirs)
        message = wire.decode_request(raw, lambda number: number)

    assert message["model"][0].weight is message["model"][2].weight
    assert torch.equal(message["model"][0].weight, model[0].weight)
    assert sum(1 for _ in message["model"].parameters()) == 3


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_frames_are_refused(make: Callable[[], Parts]) -> None:
    start = time.process_time()  # not the wall clock: machines are noisy, and what is refused late takes minutes
    with pytest.raises(wire.WireError):
        wire.decode(*make())
    assert time.process_time() - start < 5


@pytest.mark.parametrize("make", HOSTILE_FRAMES.values(), ids=HOSTILE_FRAMES.keys())
def test_frames_with_a_wrong_header_are_refused_before_the_rest_is_read(make: Callable[[], bytes]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(make())
        with pytest.raises(wire.WireError):
            the_reply(ours, NONCE, until(5))


@pytest.mark.slow
def test_five_thousand_frames_do_nothing_worse_than_being_refused() -> None:
    report = fuzz(5000, seed=1, named=False)

    assert report.violations == []
    assert report.frames >= 5000


LARGE = {
    "numbers": list(range(wire.MAX_NODES - 10)),
    "empty tuples": [()] * (wire.MAX_NODES - 10),
    "handles": [object()] * (wire.MAX_NODES - 10),
    "pairs": dict.fromkeys(range(wire.MAX_NODES // 2 - 10), "a"),
    "commas": ['",:[{\\' * (wire.MAX_STR // 6), "," * wire.MAX_STR],
    "foreign letters": "ä" * wire.MAX_STR,
}


@pytest.mark.parametrize("value", LARGE.values(), ids=LARGE.keys())
def test_the_largest_honest_values_arrive(value: Any) -> None:
    got = through_a_thread([value])[0]

    assert type(got) is type(value)
    assert len(got) == len(value)
    assert got == value or isinstance(got[0], wire.Handle)


@pytest.mark.parametrize(
    "value",
    [
        [0] * (wire.MAX_NODES + 1),
        dict.fromkeys(range(wire.MAX_NODES)),
        {1 << 70: 0},
        {"a" * (wire.MAX_STR + 1): 0},
        torch.empty(0, 1 << 40),
        torch.empty([1] * 17),
    ],
    ids=["list", "dict", "number as key", "text as key", "dimension", "dimensions"],
)
def test_a_value_that_is_too_large_becomes_one_handle_and_the_rest_arrives(value: Any) -> None:
    got = roundtrip([1, value, {"a": (2,)}])

    assert isinstance(got[1], wire.Handle)
    assert (got[0], got[2]) == (1, {"a": (2,)})


def test_a_list_that_holds_itself_arrives_in_part() -> None:
    value: list[Any] = [1]
    value += [value, value]

    assert through_a_thread(value)[0] == 1


def through_a_thread(value: Any) -> Any:
    """Send a value that no socket's buffer holds."""
    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(1) as pool:
        sent = pool.submit(wire.send_reply, theirs, 7, value, lambda obj: (1, type(obj).__name__))
        got = the_reply(ours, 7, until(20))
        sent.result(5)
    return got


def test_a_request_that_is_never_read_ends_at_the_timeout() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            wire.send_requests(ours, 1, [bytes(8 << 20)], until(0.2))
        assert time.monotonic() - start < 5


def test_truth_values_of_other_bytes_are_made_true() -> None:
    got = wire.decode(ONE, tensors({"0": entry("BOOL", [4])}, b"\x00\x01\x02\xff"))

    assert got.view(torch.uint8).tolist() == [0, 1, 1, 1]


def test_no_memory_for_an_answer_is_a_refusal() -> None:
    class Full:
        def settimeout(self, _: float) -> None:
            pass

        def recv(self, _: int) -> bytes:
            raise MemoryError

    full: Any = Full()
    with pytest.raises(wire.WireError, match="memory"):
        the_reply(full, 7, until(5))


@settings(deadline=None, max_examples=500)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_noise_is_refused_or_decoded_but_never_worse(text: bytes, blob: bytes) -> None:
    with contextlib.suppress(wire.WireError):
        wire.decode(text, blob)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_damaged_frame_is_refused_or_decoded_but_never_worse(data: st.DataObject) -> None:
    blob = bytearray(safetensors.torch.save({"0": torch.ones(3)}))
    blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(wire.WireError):
        wire.decode(b'{"$":"tensor","v":"0"}', bytes(blob))


def test_another_nonce_is_refused() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send_reply(theirs, 7, 1, lambda _: (1, ""))
        with pytest.raises(wire.WireError, match="answers no request"):
            the_reply(ours, 8, until(1))


def test_many_replies_come_one_after_the_other_also_in_pieces() -> None:
    ours, theirs = socket.socketpair()
    answers = [1, torch.arange(50_000), "x", [torch.ones(2, 2)], None]
    with ours, theirs, tempfile.TemporaryFile() as recorded:
        for number, answer in enumerate(answers):
            wire.send_reply(_Into(recorded), 7 + number, answer, lambda _: (1, ""))  # type: ignore[arg-type]
        recorded.seek(0)
        data = recorded.read()

        def send() -> None:
            for start in range(0, len(data), 999):
                theirs.sendall(data[start : start + 999])

        sender = threading.Thread(target=send)
        sender.start()
        got = [reply.decode() for reply in wire.receive_replies(ours, 7, len(answers), until(20))]
        sender.join()

    assert [str(one) for one in got] == [str(one) for one in answers]
    assert torch.equal(got[1], answers[1])


class _Into:
    def __init__(self, file: IO[bytes]) -> None:
        self.sendall = file.write


def test_a_reply_more_than_was_asked_for_is_refused() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for number in (7, 8):
            wire.send_reply(theirs, number, 1, lambda _: (1, ""))
        replies = wire.receive_replies(ours, 7, 1, until(1))
        assert next(replies).decode() == 1
        with pytest.raises(wire.WireError, match="answers no request"):
            next(replies)


def test_a_trickle_ends_at_the_deadline() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"AGr1")
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            the_reply(ours, 7, until(0.2))
        assert time.monotonic() - start < 5
