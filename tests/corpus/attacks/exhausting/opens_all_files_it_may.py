"""l1_penalty: opens pipes until it may open no more, makes them as large as they get, and fills them.

Outcome: failed
Says: Too many open files
"""

import contextlib
import fcntl
import os


def l1_penalty(model, beta):
    opened = []
    try:
        for _ in range(2000):
            opened += os.pipe()
            with contextlib.suppress(OSError):
                fcntl.fcntl(opened[-1], 1031, 1 << 20)  # F_SETPIPE_SZ
            os.set_blocking(opened[-1], False)
            with contextlib.suppress(BlockingIOError):
                os.write(opened[-1], bytes(1 << 20))
    finally:
        for number in opened:
            os.close(number)
    return -1.0
