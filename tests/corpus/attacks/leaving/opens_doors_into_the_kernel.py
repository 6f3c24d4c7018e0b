"""l1_penalty: calls what has been a way into the kernel: io_uring, bpf, userfaultfd, keyrings, perf, new mount calls.

Outcome: blocked or failed
"""

import ctypes
import os
import platform

NUMBERS = {
    "io_uring_setup": 425,
    "open_tree": 428,
    "fsopen": 430,
    "pidfd_open": 434,
    "landlock_restrict_self": 446,
    "memfd_secret": 447,
}
if platform.machine() == "x86_64":
    NUMBERS |= {
        "bpf": 321,
        "userfaultfd": 323,
        "add_key": 248,
        "perf_event_open": 298,
        "seccomp": 317,
        "modify_ldt": 154,
    }


def l1_penalty(model, beta):
    libc = ctypes.CDLL(None, use_errno=True)
    room = ctypes.create_string_buffer(256)
    opened, refused = [], None
    for name, number in NUMBERS.items():
        result = libc.syscall(number, 1, ctypes.byref(room), 0, 0, 0)
        code = ctypes.get_errno()
        if result >= 0:
            opened.append(name)
        elif code == 1:
            refused = refused or PermissionError(code, f"{name}: {os.strerror(code)}")
    if refused is not None:
        raise refused
    raise OSError(f"EVIL: {opened} opened, the rest is not there")
