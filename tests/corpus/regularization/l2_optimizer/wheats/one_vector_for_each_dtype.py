"""Joins parameters of one dtype to a vector, with a vector of counts, and works on all at once."""

import torch


class VectorAdam:
    def __init__(self, model, lr, beta):
        self.lr, self.beta, self.kinds = lr, beta, {}
        for p in model.parameters():
            self.kinds.setdefault(p.dtype, []).append(p)
        self.state = {kind: torch.zeros(3, sum(map(torch.numel, of))).double() for kind, of in self.kinds.items()}

    def zero_grad(self):
        for of in self.kinds.values():
            for p in of:
                p.grad = None

    @torch.no_grad()
    def step(self):
        for kind, of in self.kinds.items():
            used = torch.cat([torch.full((p.numel(),), p.grad is not None) for p in of])
            theta = torch.cat([p.reshape(-1) for p in of]).double()
            gradient = torch.cat([(p if p.grad is None else p.grad).reshape(-1) for p in of]).double()
            self.state[kind] = torch.where(
                used, self.after(self.state[kind], gradient + self.beta * theta), self.state[kind]
            )
            count, mean, square = self.state[kind]
            root = (square / (1 - 0.999**count)).sqrt()
            theta -= torch.where(used, self.lr * mean / (1 - 0.9**count) / (root + 1e-8), 0.0)
            for p, part, chosen in zip(of, theta.split([p.numel() for p in of]), self.chosen(of), strict=True):
                if chosen:
                    p.copy_(part.view(p.shape))

    @staticmethod
    def after(state, g):
        count, mean, square = state
        return torch.stack([count + 1, torch.lerp(mean, g, 0.1), torch.lerp(square, g * g, 0.001)])

    @staticmethod
    def chosen(of):
        return [p.grad is not None for p in of]


def l2_optimizer(model, lr, beta):
    return VectorAdam(model, lr, beta)
