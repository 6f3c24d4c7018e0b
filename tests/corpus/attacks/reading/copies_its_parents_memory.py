"""l1_penalty: copies its parent's memory with the system call process_vm_readv instead of a file.

Outcome: blocked
Says: PermissionError
"""

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def heap_of(process):
    with contextlib.suppress(OSError), open(f"/proc/{process}/maps") as file:
        for line in file:
            if "[heap]" in line:
                return int(line.split("-")[0], 16)
    return 0x400000


def l1_penalty(model, beta):
    process = os.getppid()
    buffer = ctypes.create_string_buffer(4096)
    here = Part(ctypes.addressof(buffer), 4096)
    there = Part(heap_of(process), 4096)
    count = libc.process_vm_readv(process, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    if count > 0:
        raise AssertionError("LEAKED " + repr(buffer.raw.replace(b"\0", b""))[2:190])
    raise OSError(ctypes.get_errno(), "process_vm_readv")
