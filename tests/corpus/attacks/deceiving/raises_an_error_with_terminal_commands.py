"""l1_penalty: raises an exception with terminal commands, direction marks, NUL and lone surrogates in type and text.

Outcome: failed
"""

COMMANDS = "\x1b[2J\x1b[HEVIL \x1b]0;EVIL\x07\x1b]8;;https://evil.example/\x1b\\10/10\x1b]8;;\x1b\\ \x9b31mEVIL\x9b0m"
MARKS = "\u202eLIVE 01/01 dessap\u202c \u2066EVIL\u2069 \x00\x08\x08\x7f \ud800EVIL\udfff \u200bEVIL"


def l1_penalty(model, beta):
    kind = type(
        f"EVIL{COMMANDS}{MARKS}".replace("\x00", "").replace("\ud800", "").replace("\udfff", ""), (Exception,), {}
    )
    raise kind(COMMANDS + MARKS)


l1_penalty(None, None)
