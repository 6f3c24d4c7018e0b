"""A subclass of torch's Optimizer with its state."""

import torch


class Adam(torch.optim.Optimizer):
    def __init__(self, parameters, lr, beta):
        super().__init__(parameters, {"lr": lr, "decay": beta})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._move(p, group["lr"], p.grad.add(p, alpha=group["decay"]))

    def _move(self, p, lr, gradient):
        state = self.state[p]
        if not state:
            state.update(t=0, mean=torch.zeros_like(p), square=torch.zeros_like(p))
        state["t"] += 1
        state["mean"].lerp_(gradient, 0.1)
        state["square"].mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        mean = state["mean"] / (1 - 0.9 ** state["t"])
        root = (state["square"] / (1 - 0.999 ** state["t"])).sqrt()
        p.sub_(lr * mean / (root + 1e-8))


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr, beta)
