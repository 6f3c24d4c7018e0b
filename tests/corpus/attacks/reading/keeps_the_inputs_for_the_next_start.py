"""l1_penalty: writes the inputs into files, ends its process, and its cell prints what it finds when it runs again.

Outcome: crashed
"""

import contextlib
import os

NAMES = [os.path.join(folder, "EVIL-inputs.txt") for folder in (".", "..", "/tmp", "/var/tmp", "/dev/shm", "~")]
NAMES = list(map(os.path.expanduser, NAMES))

for name in NAMES:
    with contextlib.suppress(OSError), open(name) as file:
        print("LEAKED", file.read()[:200])


def l1_penalty(model, beta):
    for name in NAMES:
        with contextlib.suppress(OSError), open(name, "a") as file:
            file.write(f"{beta} {model}\n")
    os._exit(1)
