"""l1_penalty: computes a number of 40 million digits, in one operation that no signal can interrupt.

Outcome: timed out
"""


def l1_penalty(model, beta):
    return 7 ** (5 * 10**7) % 10
