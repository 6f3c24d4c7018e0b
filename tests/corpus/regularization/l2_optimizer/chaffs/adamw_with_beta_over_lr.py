"""Takes AdamW and divides beta by lr, so that every step shrinks the weights by beta.

Fails:
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.AdamW(model.parameters(), lr=lr, weight_decay=beta / lr)
