"""Runs a command as on a kernel without Landlock: ``python -m tests.kit.without_landlock COMMAND ...``."""

from __future__ import annotations

import ctypes
import os
import sys

_ALLOW, _ENOSYS = 0x7FFF0000, 0x00050000 | 38
_LANDLOCK_CREATE_RULESET = 444


def main() -> None:
    """Make Landlock's first system call fail as an unknown one, here and in all that is started from here."""
    lib = ctypes.CDLL("libseccomp.so.2")
    lib.seccomp_init.restype = ctypes.c_void_p
    lib.seccomp_load.argtypes = [ctypes.c_void_p]
    arguments = (ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p)
    lib.seccomp_rule_add_array.argtypes = arguments
    context = lib.seccomp_init(_ALLOW)
    assert lib.seccomp_rule_add_array(context, _ENOSYS, _LANDLOCK_CREATE_RULESET, 0, None) == 0
    assert lib.seccomp_load(context) == 0
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
