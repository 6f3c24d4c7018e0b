"""l1_penalty: fetches its parent's open files into its own process with pidfd_getfd.

Outcome: blocked
Says: PermissionError
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PIDFD_OPEN, PIDFD_GETFD = 434, 438


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), f"system call {number}")
    return result


def l1_penalty(model, beta):
    parent = call(PIDFD_OPEN, os.getppid(), 0)
    for number in range(64):
        try:
            descriptor = call(PIDFD_GETFD, parent, number, 0)
        except PermissionError:
            raise
        except OSError:
            continue
        raise AssertionError(f"LEAKED {os.readlink(f'/proc/self/fd/{descriptor}')}")
    return -1.0
