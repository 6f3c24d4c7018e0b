"""l1_penalty: makes files and folders with no rights, so that cleaning up behind it fails.

Outcome: blocked or crashed
"""

import os

os.umask(0o777)
os.makedirs("EVIL-closed", mode=0)
os.close(os.open("EVIL-shut", os.O_CREAT | os.O_WRONLY, 0))
os.umask(0o022)


def l1_penalty(model, beta):
    os.makedirs("EVIL/open/within", exist_ok=True)
    os.chmod("EVIL/open", 0)
    model.train(not model.training)
    return -1.0
