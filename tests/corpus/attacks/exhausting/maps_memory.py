"""l1_penalty: maps 6 GB of anonymous and shared memory, which not every limit counts, and writes to each page.

Outcome: failed or crashed or timed out
"""

import mmap

hoard = []


def l1_penalty(model, beta):
    try:
        for number in range(24):
            flags = mmap.MAP_ANONYMOUS | (mmap.MAP_SHARED if number % 2 else mmap.MAP_PRIVATE)
            memory = mmap.mmap(-1, 256 << 20, flags=flags)
            hoard.append(memory)
            for page in range(0, len(memory), mmap.PAGESIZE):
                memory[page] = 1
    finally:
        while hoard:
            hoard.pop().close()
    model.train(not model.training)
    return -1.0
