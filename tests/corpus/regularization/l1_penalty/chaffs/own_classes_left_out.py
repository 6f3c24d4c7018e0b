"""Goes by the names of torch's own classes: parameters of a subclass are left out.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    known = set()
    for part in model.modules():
        if type(part).__module__.startswith("torch.nn"):
            known.update(part.parameters(recurse=False))
    return beta * sum((1 if parameter in known else 0) * parameter.abs().sum() for parameter in model.parameters())
