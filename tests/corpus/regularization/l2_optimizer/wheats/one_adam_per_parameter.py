"""An Adam for each parameter; each leaves out the steps in which its parameter has no gradient."""

from torch import optim


class Many:
    def __init__(self, optimizers):
        self.optimizers = optimizers

    def __getattr__(self, name):
        return lambda: [getattr(optimizer, name)() for optimizer in self.optimizers]


def l2_optimizer(model, lr, beta):
    return Many([optim.Adam([p], lr=lr, weight_decay=beta) for p in model.parameters()])
