"""l1_penalty: sends its own process the signal that cannot be caught.

Outcome: crashed
Says: SIGKILL
"""

import os
import signal


def l1_penalty(model, beta):
    os.kill(os.getpid(), signal.SIGKILL)
