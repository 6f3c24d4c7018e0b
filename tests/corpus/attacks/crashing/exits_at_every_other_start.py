"""l1_penalty: its cell ends the process in about half of its runs, by the clock, and its function always does.

Outcome: crashed
"""

import os
import time

if time.time_ns() // 1000 % 2:
    os._exit(0)


def l1_penalty(model, beta):
    os._exit(0)
