"""l1_penalty: leaves EVIL files in all temporary folders, where other programs may trip over them or take them up.

Outcome: blocked
"""

import os
import tempfile

FOLDERS = ["/var/tmp", "/tmp", "/dev/shm", "/run", "/run/lock", tempfile.gettempdir()]


def l1_penalty(model, beta):
    problems = []
    for folder in FOLDERS:
        for name in ("EVIL.txt", "pymp-EVIL", "torch_EVIL"):
            try:
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write("EVIL")
            except OSError as error:
                problems.append(error)
    for problem in problems:
        if isinstance(problem, PermissionError):
            raise problem
    return -1.0
