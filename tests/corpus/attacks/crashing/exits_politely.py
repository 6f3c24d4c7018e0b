"""add_dropout: calls sys.exit(0) and registers an exit handler that does the same.

Outcome: failed
Says: raised SystemExit
"""

import atexit
import sys

atexit.register(sys.exit, 0)


def add_dropout(model, p):
    sys.exit(0)
