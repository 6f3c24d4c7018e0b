"""Counts the steps of a layer: one counts for a bias without a gradient, where its weight has one.

Fails:
    a_step_without_a_gradient_does_not_count
"""

import torch


class LayerwiseAdam:
    def __init__(self, model, lr, beta):
        self.model, self.lr, self.beta = model, lr, beta
        self.layers, seen = [], set()
        for module in model.modules():
            own = [p for p in module.parameters(recurse=False) if p not in seen]
            seen.update(own)
            if own:
                self.layers.append({"params": own, "t": 0})
        self.m = {p: torch.zeros_like(p) for p in seen}
        self.v = {p: torch.zeros_like(p) for p in seen}

    def zero_grad(self):
        self.model.zero_grad()

    @torch.no_grad()
    def step(self):
        for layer in self.layers:
            active = [p for p in layer["params"] if p.grad is not None]
            if not active:
                continue
            layer["t"] += 1
            t = layer["t"]
            for p in active:
                g = p.grad + self.beta * p
                self.m[p] = 0.9 * self.m[p] + 0.1 * g
                self.v[p] = 0.999 * self.v[p] + 0.001 * g * g
                p.sub_(self.lr * self.m[p] / (1 - 0.9**t) / ((self.v[p] / (1 - 0.999**t)).sqrt() + 1e-8))


def l2_optimizer(model, lr, beta):
    return LayerwiseAdam(model, lr, beta)
