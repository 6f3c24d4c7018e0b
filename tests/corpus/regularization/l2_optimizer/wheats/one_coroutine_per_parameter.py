"""A generator for each parameter remembers its averages; a step sends it the gradient and gets the way to go."""

import torch


def adam(lr):
    mean = square = 0.0
    t, move = 0, None
    while True:
        g = yield move
        t += 1
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g
        move = -lr * (mean / (1 - 0.9**t)) / ((square / (1 - 0.999**t)) ** 0.5 + 1e-8)


class Optimizer:
    def __init__(self, model, lr, beta):
        self.ways = {p: adam(lr) for p in model.parameters()}
        for way in self.ways.values():
            next(way)
        self.zero_grad, self.beta = model.zero_grad, beta

    @torch.no_grad()
    def step(self):
        for p, way in self.ways.items():
            if p.grad is not None:
                p += way.send(p.grad + self.beta * p)


def l2_optimizer(model, lr, beta):
    return Optimizer(model, lr, beta)
