"""Adam with a zero_grad that fills the gradients with zeros, as older versions of torch did."""

import torch


class Adam(torch.optim.Adam):
    def zero_grad(self):
        super().zero_grad(set_to_none=False)


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr=lr, weight_decay=beta)
