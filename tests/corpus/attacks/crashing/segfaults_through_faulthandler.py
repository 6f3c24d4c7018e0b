"""l1_penalty: has faulthandler, switched on, cause a segmentation fault and print the stacks of all threads.

Outcome: crashed
"""

import contextlib
import faulthandler
import sys

with contextlib.suppress(Exception):
    faulthandler.enable(sys.__stderr__, all_threads=True)


def l1_penalty(model, beta):
    faulthandler._sigsegv()
