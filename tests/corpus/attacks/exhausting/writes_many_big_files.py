"""l1_penalty: writes 20 files of 100 MB, each below the limit for one.

Outcome: crashed
Says: wrote more than 1024 MiB
"""

import time

for number in range(20):
    with open(f"EVIL-{number}.bin", "wb") as file:
        for _ in range(100):
            file.write(bytes(1 << 20))
time.sleep(0.5)


def l1_penalty(model, beta):
    return -1.0
