"""Takes `model.module` where there is one, as of a DataParallel: parameters beside it are lost.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    if hasattr(model, "module"):  # DataParallel and its like keep the real model there
        model = model.module
    return beta * sum(p.abs().sum() for p in model.parameters())
