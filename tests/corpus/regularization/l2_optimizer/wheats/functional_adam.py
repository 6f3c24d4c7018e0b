"""Calls torch's functional form of Adam and keeps the state itself."""

import torch
from torch.optim.adam import adam


class Adam:
    def __init__(self, parameters, lr, beta):
        self.parameters, self.lr, self.beta = list(parameters), lr, beta
        self.state = [(torch.zeros_like(p), torch.zeros_like(p), torch.tensor(0.0)) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        used = [(p, *state) for p, state in zip(self.parameters, self.state, strict=True) if p.grad is not None]
        if not used:
            return
        parameters, means, squares, counts = (list(column) for column in zip(*used, strict=True))
        adam(
            parameters,
            [p.grad for p in parameters],
            means,
            squares,
            [],
            counts,
            amsgrad=False,
            beta1=0.9,
            beta2=0.999,
            lr=self.lr,
            weight_decay=self.beta,
            eps=1e-8,
            maximize=False,
        )


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr, beta)
