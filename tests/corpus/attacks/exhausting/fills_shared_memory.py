"""l1_penalty: fills shared memory, which stays when its process is gone: /dev/shm, memfd and System V segments.

Outcome: blocked
"""

import ctypes
import os
from multiprocessing import resource_tracker, shared_memory

resource_tracker.register = lambda *_: None
CREATE = 0o1000 | 0o600


def by_name(number):
    shared_memory.SharedMemory(f"EVIL{number}", create=True, size=100 << 20).buf[::4096] = b"x" * (25 << 10)


def by_file(number):
    with open(f"/dev/shm/EVIL-{number}", "wb") as file:
        file.write(bytes(100 << 20))


def by_descriptor(number):
    os.ftruncate(os.memfd_create(f"EVIL{number}"), 100 << 20)


def by_segment(number):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    segment = libc.shmget(0x4556494C + number, ctypes.c_size_t(100 << 20), CREATE)
    if segment < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    ctypes.memset(libc.shmat(segment, None, 0), 1, 100 << 20)
    libc.shmctl(segment, 0, None)  # IPC_RMID: gone with the last process that has it


def l1_penalty(model, beta):
    problem = None
    for take in (by_descriptor, by_segment, by_file, by_name):
        for number in range(3):
            try:
                take(number)
            except OSError as error:
                problem = problem if isinstance(problem, PermissionError) else error
    if problem is not None:
        raise problem
    return -1.0
