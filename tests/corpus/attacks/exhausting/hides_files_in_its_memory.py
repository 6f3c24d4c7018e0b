"""l1_penalty: fills the disk with files that are neither named nor open, but only mapped into memory.

Outcome: crashed or failed
"""

import mmap
import os
import time

kept = []
for _ in range(10):
    number = os.open("EVIL.bin", os.O_CREAT | os.O_RDWR)
    os.remove("EVIL.bin")
    for _ in range(180):
        os.write(number, bytes(1 << 20))
    kept.append(mmap.mmap(number, 180 << 20))
    os.close(number)
time.sleep(1)


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
