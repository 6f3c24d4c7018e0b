"""Names every setting, by position."""

from torch import optim


def l2_optimizer(model, lr, beta):
    return optim.Adam(list(model.parameters()), lr, (0.9, 0.999), 1e-8, beta)
