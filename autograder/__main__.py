"""``python -m autograder``: the command, also where it is not installed."""

import sys

from autograder.cli import main

sys.exit(main())
