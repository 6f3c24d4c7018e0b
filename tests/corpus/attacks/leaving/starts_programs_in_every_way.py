"""l1_penalty: starts a program by posix_spawn, Popen, system, popen, spawnv, a pseudo-terminal and the shell's escape.

Outcome: blocked
"""

import os
import pty
import subprocess

from IPython import get_ipython

COMMAND = "exec -a EVIL sleep 60 &"


def spawn():
    os.posix_spawn("/bin/sleep", ["EVIL", "60"], os.environ, setsid=True)


def popen():
    subprocess.Popen(["EVIL", "60"], executable="/bin/sleep", start_new_session=True, stdin=subprocess.DEVNULL)


def spawnv():
    os.spawnv(os.P_NOWAIT, "/bin/sleep", ["EVIL", "60"])


def terminal():
    pid, _ = pty.fork()
    if pid == 0:
        os.execv("/bin/sleep", ["EVIL", "60"])


def system():
    os.system(f"bash -c '{COMMAND}'")


def escape():
    get_ipython().system(f"bash -c '{COMMAND}'")


def l1_penalty(model, beta):
    problem = None
    for start in (spawn, popen, spawnv, terminal, system, escape):
        try:
            start()
        except (OSError, AttributeError) as error:
            problem = problem if isinstance(problem, PermissionError) else error
    if problem is not None:
        raise problem
    return -1.0
