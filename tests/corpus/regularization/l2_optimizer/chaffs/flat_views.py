"""Takes flat views of the weights, which raises an error where they lie otherwise in memory.

Fails:
    layers_of_every_kind_decay_alike
"""

import torch


class HandAdam:
    """Adam written out (Kingma and Ba, 2015), with the decay in the gradient."""

    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta, self.state = lr, beta, {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for parameter in self.parameters:
            if parameter.grad is None:
                continue
            p, gradient = parameter.view(-1), parameter.grad.reshape(-1)
            t, m, v = self.state.get(parameter, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = gradient + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[parameter] = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    return HandAdam(model.parameters(), lr, beta)
