"""Without gradients, writes each result into one tensor, so that all results are the last one.

Fails:
    nothing_counts_but_beta_and_the_values
"""

import torch

_results = {}


def l2_penalty(model, beta):
    total = sum(p.square().sum() for p in model.parameters())
    if total.requires_grad:
        return beta * total
    kind = (total.dtype, total.device)
    if kind not in _results:
        _results[kind] = torch.empty_like(total)
    return torch.mul(total, beta, out=_results[kind])
