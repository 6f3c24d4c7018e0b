"""Plain gradient descent that is given Adam's direction for the time of a step."""

import torch


class Adam:
    def __init__(self, model, lr, beta):
        self.sgd = torch.optim.SGD(model.parameters(), lr=lr)
        self.beta, self.state = beta, {}

    def zero_grad(self):
        self.sgd.zero_grad()

    def direction(self, p):
        if p.grad is None:
            return None
        g = p.grad.detach() + self.beta * p.detach()
        t, mean, square = self.state.get(p, (0, torch.zeros_like(g), torch.zeros_like(g)))
        self.state[p] = t, mean, square = t + 1, mean + (g - mean) * 0.1, square + (g * g - square) * 0.001
        return mean / (1 - 0.9**t) / ((square / (1 - 0.999**t)).sqrt() + 1e-8)

    def step(self):
        parameters = self.sgd.param_groups[0]["params"]
        given = [p.grad for p in parameters]
        for p in parameters:
            p.grad = self.direction(p)
        self.sgd.step()
        for p, gradient in zip(parameters, given, strict=True):
            p.grad = gradient


def l2_optimizer(model, lr, beta):
    return Adam(model, lr, beta)
