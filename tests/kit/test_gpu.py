"""Student code on an NVIDIA GPU. All of this is skipped where there is none, as in CI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from autograder.sandbox.client import Process, ProcessEnded
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import ForkServer, gpu_devices

pytestmark = pytest.mark.skipif(not gpu_devices(), reason="there is no NVIDIA GPU here")

SECONDS = 120.0  # the first to use CUDA waits for its libraries to be read


@pytest.fixture
def cell(server: ForkServer) -> Iterator[Callable[..., Any]]:
    """Run a cell in a fresh process, and return the error it raised."""
    processes = []
    with scratch_folder(server.scratch_root, []) as folder:

        def run(source: str, gpu: bool = True, memory: int = 4 << 30) -> Any:
            processes.append(process := Process(server.address, folder, Limits(memory=memory, gpu=gpu)))
            return process.request({"op": "cell", "source": source, "seed": 0}, SECONDS)["error"]

        yield run
        for process in processes:
            process.kill()


def test_a_cell_trains_on_the_gpu(cell: Callable[..., Any]) -> None:
    source = """
import torch
model = torch.nn.Linear(100, 10).cuda()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(3):
    model(torch.randn(64, 100, device="cuda")).square().mean().backward()
    optimizer.step()
"""
    assert cell(source) is None


def test_one_after_the_other_may_use_it(cell: Callable[..., Any]) -> None:
    source = "import torch; assert torch.ones(2, device='cuda').sum().item() == 2"
    assert [cell(source) for _ in range(3)] == [None] * 3


def test_it_is_hidden_where_it_is_not_allowed(cell: Callable[..., Any]) -> None:
    assert cell("import torch; assert not torch.cuda.is_available()", gpu=False) is None


def test_a_tensor_on_it_comes_back_as_one_of_the_cpu(server: ForkServer) -> None:
    with scratch_folder(server.scratch_root, []) as folder:
        process = Process(server.address, folder, Limits(memory=4 << 30, gpu=True))
        source = "import torch\ndef f(x):\n    return (x.cuda() * 2).to(torch.bfloat16)"
        assert process.request({"op": "cell", "source": source, "seed": 0}, SECONDS)["error"] is None
        call = {"op": "call", "name": "f", "args": (torch.ones(3),), "kwargs": {}, "seed": 0}
        got = process.request(call, SECONDS)["value"]
        process.kill()
    assert got.device.type == "cpu"
    assert torch.equal(got, torch.full((3,), 2, dtype=torch.bfloat16))


def test_the_same_seed_gives_the_same_numbers_on_it(server: ForkServer) -> None:
    source = "import torch\ntorch.ones(1).cuda()\ndef f():\n    return torch.randn(4, device='cuda')"
    found = []
    for _ in range(2):
        with scratch_folder(server.scratch_root, []) as folder:
            process = Process(server.address, folder, Limits(memory=4 << 30, gpu=True))
            assert process.request({"op": "cell", "source": source, "seed": 0}, SECONDS)["error"] is None
            call = {"op": "call", "name": "f", "args": (), "kwargs": {}, "seed": 5}
            found += [process.request(call, SECONDS)["value"] for _ in range(2)]
            process.kill()
    assert all(torch.equal(found[0], other) for other in found[1:])


FORBIDDEN = {
    "take memory bit by bit": "x = []\nwhile True: x.append(bytearray(10**7))",
    "open a socket": "import socket; socket.socket()",
    "fork": "import os; os.fork()",
    "read the password file": "open('/etc/passwd')",
}


@pytest.mark.parametrize("source", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_with_it_student_code_still_cannot(cell: Callable[..., Any], source: str) -> None:
    try:
        error = cell(f"import torch; torch.ones(2).cuda()\n{source}", memory=2 << 30)
    except ProcessEnded:  # as good: it was ended
        return
    assert error is not None
    assert error["type"] in ("MemoryError", "PermissionError", "FileNotFoundError")
