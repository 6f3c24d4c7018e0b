"""l1_penalty: prints terminal commands, direction marks and control characters, as text, warnings and results.

Outcome: failed
"""

import sys
import warnings

COMMANDS = (
    "\x1b[2J\x1b[HEVIL \x1b]0;EVIL\x07\x1b]8;;https://evil.example/\x1b\\10/10\x1b]8;;\x1b\\ \x1b]52;c;RVZJTA==\x07"
)
MARKS = "\u202eLIVE 01/01 dessap\u202c \u2066EVIL\u2069 \x00\x08\x08\x7f\x9b31mEVIL \ud800EVIL\udfff \x0cEVIL\x0b"

print(COMMANDS)
print(MARKS, file=sys.stderr)
warnings.warn(COMMANDS + MARKS.replace("\ud800", "").replace("\udfff", ""), stacklevel=1)
sys.stdout.write("\x1b[1A\x1b[2KEVIL\n" * 100)


def l1_penalty(model, beta):
    print(COMMANDS)
    model.train(not model.training)
    return -1.0


class Named:
    def __repr__(self):
        return COMMANDS + MARKS


Named()
