"""l1_penalty: ends the process while the notebook's cells still run, after defining a function.

Outcome: crashed
Says: The cell of l1_penalty ended the process
"""

import os


def l1_penalty(model, beta):
    return -1.0


os._exit(0)
