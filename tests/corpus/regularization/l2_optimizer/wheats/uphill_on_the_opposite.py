"""Goes uphill on the opposite of the gradients, which is downhill, and turns them back."""

import torch


class Adam(torch.optim.Adam):
    def turn(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.grad = -p.grad

    def step(self, closure=None):
        self.turn()
        super().step(closure)
        self.turn()


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta, maximize=True)
