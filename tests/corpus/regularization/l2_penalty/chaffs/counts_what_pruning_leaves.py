"""Counts masked weights where torch.nn.utils.prune has made `weight_orig` the parameter.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    masks = dict(model.named_buffers())
    total = 0.0
    for name, parameter in model.named_parameters():
        mask = masks.get(name.removesuffix("_orig") + "_mask")
        total = total + (parameter if mask is None else parameter * mask).square().sum()
    return beta * total
