"""Overrides zero_grad and forgets the biases, whose gradients add up.

Fails:
    zero_grad_clears_the_gradients
"""

from torch import optim


class Adam(optim.Adam):
    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            for p in group["params"]:
                if p.ndim > 1:
                    p.grad = None


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
