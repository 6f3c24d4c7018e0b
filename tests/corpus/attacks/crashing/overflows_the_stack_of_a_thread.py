"""l1_penalty: recurses through C code in a thread that has the smallest stack there is.

Outcome: crashed
"""

import sys
import threading


def nested_repr():
    nested = []
    for _ in range(10**5):
        nested = [nested]
    repr(nested)


def l1_penalty(model, beta):
    sys.setrecursionlimit(2**31 - 1)
    threading.stack_size(1 << 16)
    thread = threading.Thread(target=nested_repr)
    thread.start()
    thread.join()
    return -1.0
