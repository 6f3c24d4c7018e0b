"""l1_penalty: sets the reference count of None to 1 and lets it drop to 0.

Outcome: crashed
"""

import ctypes


def l1_penalty(model, beta):
    hoard = [None] * 1000
    ctypes.c_ssize_t.from_address(id(None)).value = 1
    del hoard
    return -1.0
