"""l1_penalty: makes a pair of datagram sockets, which needs no socket(), and sends from it to the system's own sockets.

Outcome: failed or blocked
"""

import glob
import socket

PATHS = ["/dev/log", "/run/systemd/journal/dev-log", "/run/systemd/journal/socket", "/run/systemd/notify"]
PATHS += ["/var/run/chrony/chronyd.sock", "../../socket", *glob.glob("/tmp/autograder-*/socket")]


def l1_penalty(model, beta):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    problem = None
    with ours, theirs:
        for path in [*PATHS, "\0EVIL"]:
            try:
                ours.sendto(b"<14>EVIL: a student's notebook was here", path)
            except OSError as error:
                problem = problem if isinstance(problem, PermissionError) else error
    if problem is not None:
        raise problem
    return -1.0
