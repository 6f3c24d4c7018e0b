"""l1_penalty: raises errors whose text is 100 MB long, in the cell and in the function.

Outcome: failed
"""


def l1_penalty(model, beta):
    raise ValueError("EVIL" * (25 << 20))


raise ValueError("EVIL " * (20 << 20))
