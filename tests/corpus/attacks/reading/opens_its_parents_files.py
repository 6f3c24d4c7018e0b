"""l1_penalty: opens its parent's files anew through /proc, the gradebook among them.

Outcome: blocked
Says: PermissionError
"""

import contextlib
import os


def l1_penalty(model, beta):
    folder = f"/proc/{os.getppid()}/fd"
    for number in os.listdir(folder):
        with contextlib.suppress(OSError):
            name = os.readlink(f"{folder}/{number}")
            if name.startswith("/") and not name.startswith("/dev/"):
                with open(f"{folder}/{number}", "rb") as file:
                    raise AssertionError(f"LEAKED {name}: {file.read(100)!r}"[:200])
    return -1.0
