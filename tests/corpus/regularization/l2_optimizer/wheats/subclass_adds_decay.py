"""A subclass of Adam that adds the decay to the gradients before each step."""

from torch import optim


class DecayingAdam(optim.Adam):
    def __init__(self, parameters, lr, beta):
        super().__init__(parameters, lr=lr)
        self.beta = beta

    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.grad = p.grad + self.beta * p.detach()
        return super().step(closure)


def l2_optimizer(model, lr, beta):
    return DecayingAdam(model.parameters(), lr, beta)
