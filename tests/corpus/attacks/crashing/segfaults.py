"""l1_penalty: reads memory at address 0.

Outcome: crashed
Says: SIGSEGV
"""

import ctypes


def l1_penalty(model, beta):
    return ctypes.string_at(0)
