"""l1_penalty: stays inside one C function of the standard library, where Python looks at no signal, for a minute.

Outcome: timed out
"""

import itertools


def l1_penalty(model, beta):
    return sum(itertools.repeat(1, 4 * 10**9))
