"""l1_penalty: leaves threads and exit handlers that write files when the function has long returned.

Outcome: failed
"""

import atexit
import contextlib
import threading
import time
import weakref


def late():
    for folder in ("../../..", "..", "/var/tmp", "/tmp"):
        with contextlib.suppress(OSError), open(f"{folder}/EVIL-late.txt", "w", encoding="ascii") as file:
            file.write("EVIL")


def patient():
    for _ in range(10):
        time.sleep(1)
        late()


class Last:
    pass


atexit.register(late)
last = Last()
weakref.finalize(last, late)
for number in range(4):
    threading.Thread(target=patient, name="EVIL", daemon=number % 2 == 0).start()


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
