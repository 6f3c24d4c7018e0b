"""l1_penalty: returns texts of 28 MB, just below what an answer may hold, and at times one of 100 MB.

Outcome: failed or timed out
"""

TEXTS = ["E" * (4 << 20)] * 7
LONG = "EVIL" * (25 << 20)


def l1_penalty(model, beta):
    model.train(not model.training)
    return LONG if beta > 1 else TEXTS
