"""l1_penalty: takes memory from the C library, past Python's own bookkeeping, and writes to each page.

Outcome: crashed or timed out
"""

import ctypes


def l1_penalty(model, beta):
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    for _ in range(60):
        pointer = libc.malloc(10**8)
        if not pointer:
            raise MemoryError("malloc gave nothing")
        ctypes.memset(pointer, 1, 10**8)
    return -1.0
