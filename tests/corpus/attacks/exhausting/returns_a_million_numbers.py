"""l1_penalty: returns a list of a million numbers.

Outcome: failed or crashed
"""


def l1_penalty(model, beta):
    model.train(not model.training)
    return [-1.0] * 10**6
