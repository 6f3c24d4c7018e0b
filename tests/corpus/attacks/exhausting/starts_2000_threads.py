"""l1_penalty: starts 2,000 threads with tiny stacks.

Outcome: crashed
Says: started more than 256 threads
"""

import threading
import time

threading.stack_size(64 << 10)
for _ in range(2000):
    threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
time.sleep(1)


def l1_penalty(model, beta):
    return -1.0
