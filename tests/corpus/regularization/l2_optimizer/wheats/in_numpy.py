"""Computes in numpy, in double precision, and writes the result back."""

import numpy as np
import torch


class NumpyAdam:
    def __init__(self, model, lr, beta):
        self.parameters = list(model.parameters())
        self.lr, self.beta = lr, beta
        self.times = np.zeros(len(self.parameters), dtype=int)
        self.means = [np.zeros(tuple(p.shape)) for p in self.parameters]
        self.squares = [np.zeros(tuple(p.shape)) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        for i, p in enumerate(self.parameters):
            if p.grad is None:
                continue
            theta, gradient = (tensor.detach().double().numpy() for tensor in (p, p.grad))
            g = gradient + self.beta * theta
            self.times[i] += 1
            self.means[i] = 0.9 * self.means[i] + 0.1 * g
            self.squares[i] = 0.999 * self.squares[i] + 0.001 * g**2
            mean = self.means[i] / (1 - 0.9 ** self.times[i])
            square = self.squares[i] / (1 - 0.999 ** self.times[i])
            moved = theta - self.lr * mean / (np.sqrt(square) + 1e-8)
            with torch.no_grad():
                p.copy_(torch.from_numpy(np.asarray(moved)))


def l2_optimizer(model, lr, beta):
    return NumpyAdam(model, lr, beta)
