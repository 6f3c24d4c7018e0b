"""Takes AdamW: the decay is taken off the weight and does not go through Adam.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.AdamW(model.parameters(), lr=lr, weight_decay=beta)
