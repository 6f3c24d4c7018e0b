"""Takes a first step at once.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
    for p in model.parameters():
        p.grad = p.detach().clone()
    optimizer.step()
    return optimizer
