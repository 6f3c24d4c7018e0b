"""l1_penalty: returns a whole number with a million digits, slow to turn into text and to read.

Outcome: failed
"""

NUMBER = 1 << 3_300_000


def l1_penalty(model, beta):
    model.train(not model.training)
    return -NUMBER
