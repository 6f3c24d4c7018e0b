"""Multiplies gradients by 0 to clear them: what was inf or nan is nan then.

Fails:
    zero_grad_clears_the_gradients
"""

import torch


class L2Adam(torch.optim.Adam):
    def zero_grad(self, set_to_none=False):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.grad.mul_(0)


def l2_optimizer(model, lr, beta):
    return L2Adam(model.parameters(), lr=lr, weight_decay=beta)
