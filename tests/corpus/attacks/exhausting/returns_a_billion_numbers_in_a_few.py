"""l1_penalty: returns a list that holds one list ten times, which holds one ten times, nine deep.

Outcome: failed
"""


def l1_penalty(model, beta):
    values = [-1.0] * 10
    for _ in range(8):
        values = [values] * 10
    model.train(not model.training)
    return values
