"""Takes the parameters out of state_dict(keep_vars=True), from which a module may leave some out.

Fails:
    nothing_counts_but_beta_and_the_values
"""

from torch import nn


def l1_penalty(model, beta):
    entries = model.state_dict(keep_vars=True).values()
    once = {id(entry): entry for entry in entries if isinstance(entry, nn.Parameter)}  # no buffers, nothing twice
    return beta * sum(p.abs().sum() for p in once.values())
