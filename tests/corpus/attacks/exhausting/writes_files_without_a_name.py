"""l1_penalty: fills the disk with files that have no name: opened and removed, or made without one.

Outcome: crashed
Says: wrote more than 1024 MiB
"""

import os
import time

kept = []
for number in range(20):
    try:
        if number % 2 == 0:
            raise OSError("this one is removed")
        kept.append(os.open(".", os.O_TMPFILE | os.O_WRONLY))  # refused, where the sandbox is sound
    except OSError:
        kept.append(os.open("EVIL.bin", os.O_CREAT | os.O_WRONLY))
        os.remove("EVIL.bin")
    for _ in range(100):
        os.write(kept[-1], bytes(1 << 20))
time.sleep(0.5)


def l1_penalty(model, beta):
    return -1.0
