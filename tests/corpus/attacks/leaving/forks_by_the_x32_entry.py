"""l1_penalty: calls fork with the bit of the x32 convention set, which some filters take for an unknown call.

Outcome: crashed or failed or blocked
"""

import ctypes
import os
import platform
import time

X32 = 0x40000000


def l1_penalty(model, beta):
    libc = ctypes.CDLL(None, use_errno=True)
    number = 57 if platform.machine() == "x86_64" else 1079
    child = libc.syscall(ctypes.c_long(X32 | number))
    if child == 0:
        libc.prctl(15, b"EVIL", 0, 0, 0)
        time.sleep(60)
        os._exit(0)
    if child < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return -1.0
