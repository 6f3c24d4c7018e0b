"""l1_penalty: raises a chain of five hundred exceptions, each the cause of the next and of itself in the end.

Outcome: failed
"""


def l1_penalty(model, beta):
    error = first = ValueError("the first")
    for number in range(500):
        outer = ValueError(f"number {number} " + "x" * 1000)
        outer.__cause__ = error
        error = outer
    first.__context__ = error
    raise error
