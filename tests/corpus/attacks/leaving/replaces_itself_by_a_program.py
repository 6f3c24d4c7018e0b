"""l1_penalty: turns its own process into another program, from a file and from memory, to get rid of the rules in it.

Outcome: blocked
"""

import os


def l1_penalty(model, beta):
    problem = None
    try:
        number = os.memfd_create("EVIL")
        with open("/bin/sleep", "rb") as file:
            os.write(number, file.read())
        os.execve(number, ["EVIL", "60"], {})
    except OSError as error:
        problem = error
    for path in ("/bin/sleep", "/proc/self/exe"):
        try:
            os.execve(path, ["EVIL", "60"], {})
        except OSError as error:
            problem = problem if isinstance(problem, PermissionError) else error
    raise problem
