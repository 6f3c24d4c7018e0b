"""l1_penalty: matches a regular expression that tries all ways to cut a text into parts.

Outcome: timed out
"""

import re


def l1_penalty(model, beta):
    return re.match(r"(a+)+$", "a" * 32 + "b")
