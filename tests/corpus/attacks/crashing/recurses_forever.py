"""l1_penalty: calls itself without end.

Outcome: failed
Says: raised RecursionError
"""


def l1_penalty(model, beta):
    return l1_penalty(model, beta) + 1
