"""l1_penalty: writes a file of 2 GB beside the notebook.

Outcome: failed
Says: File too large
"""

import os


def l1_penalty(model, beta):
    with open("EVIL.bin", "wb") as file:
        for _ in range(2000):
            file.write(bytes(1 << 20))
            file.flush()
    os.remove("EVIL.bin")
    return -1.0
