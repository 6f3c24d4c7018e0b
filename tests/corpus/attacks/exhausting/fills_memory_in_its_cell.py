"""l1_penalty: keeps lists of bytes until no memory is left, in the cell, for all the cells behind it.

Outcome: failed or crashed
Says: MemoryError
Harms: add_dropout because what the notebook keeps stays in the memory of its one process
"""

import contextlib

hoard, taken = [], 0
for size in (10**8, 10**6, 10**4):
    with contextlib.suppress(MemoryError):
        while taken < 6 * 10**9:
            hoard.append(bytearray(size))
            taken += size
hoard.append(bytearray(10**8))


def l1_penalty(model, beta):
    return -1.0
