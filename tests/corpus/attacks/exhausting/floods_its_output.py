"""l1_penalty: prints 100 MB, to Python's streams and past them.

Outcome: failed
"""

import contextlib
import os
import sys

for _ in range(40_000):
    print("EVIL " * 200)
    print("EVIL " * 200, file=sys.stderr)
with contextlib.suppress(OSError):
    for _ in range(20):
        os.write(1, b"EVIL\n" * 100_000)
        os.write(2, b"EVIL\n" * 100_000)


def l1_penalty(model, beta):
    print("EVIL " * 1000)
    model.train(not model.training)
    return -1.0
