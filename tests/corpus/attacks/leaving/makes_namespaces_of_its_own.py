"""l1_penalty: makes user and mount namespaces, in which it would be root, mounts over a folder, and changes its root.

Outcome: blocked
"""

import ctypes
import os

NEWUSER, NEWNS, NEWPID = 0x10000000, 0x00020000, 0x20000000


def l1_penalty(model, beta):
    libc = ctypes.CDLL(None, use_errno=True)
    os.makedirs("EVIL", exist_ok=True)
    calls = [
        lambda: libc.unshare(NEWUSER | NEWNS),
        lambda: libc.unshare(NEWPID),
        lambda: libc.mount(b"EVIL", b"EVIL", b"tmpfs", 0, b"size=1m"),
        lambda: libc.setns(os.open("/proc/self/ns/net", os.O_RDONLY), 0),
        lambda: libc.chroot(b"EVIL"),
        lambda: libc.setuid(os.getuid() + 1),
    ]
    problem = None
    for call in calls:
        try:
            if call() < 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
        except OSError as error:
            problem = problem if isinstance(problem, PermissionError) else error
    if problem is not None:
        raise problem
    return -1.0
