"""l1_penalty: stops its own process, which then neither answers nor ends.

Outcome: timed out
"""

import os
import signal


def l1_penalty(model, beta):
    os.kill(os.getpid(), signal.SIGSTOP)
