"""l1_penalty: forks 200 processes that sleep, a small fork bomb.

Outcome: blocked
"""

import ctypes
import os
import time


def l1_penalty(model, beta):
    for _ in range(200):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, b"EVIL", 0, 0, 0)
            time.sleep(60)
            os._exit(0)
    return -1.0
