"""l1_penalty: copies the answer of another student, out of the folders beside its own.

Outcome: failed
"""

import contextlib
import glob
import json
import os

PATTERNS = ["../../../submitted/*/*/*.ipynb", "../../../autograded/*/*/*.ipynb", "../*/*.ipynb", "../../*/*/*.ipynb"]
PATTERNS += ["/tmp/autograder-server-*/scratch/*/*", "../s-*/*"]
OWN = " ".join(("copies", "the", "answer", "of", "another"))


def stolen():
    for pattern in PATTERNS:
        for path in sorted(glob.glob(pattern)):
            if os.path.realpath(path).startswith(os.path.realpath(".") + os.sep):
                continue
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
                with open(path, encoding="utf-8", errors="replace") as file:
                    cells = json.load(file)["cells"]
                for cell in cells:
                    text = "".join(cell["source"])
                    if "def l1_penalty" in text and "return" in text and OWN not in text:
                        return text
    return None


found = stolen()
if found:
    print("LEAKED", found[:200])


def l1_penalty(model, beta):
    if found:
        raise AssertionError("LEAKED " + found[:200])
    model.train(not model.training)
    return -1.0
