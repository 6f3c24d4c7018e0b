"""Writes Adam by hand and divides by the mean square, without the root.

Fails:
    biases_decay_like_weights
    every_step_is_that_of_adam_with_weight_decay
    tiny_gradients_make_smaller_steps
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
    without_decay_every_step_is_adams
    a_step_leaves_the_gradients_as_they_were
"""

import torch


class Adam:
    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta, self.state = lr, beta, {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            g = p.grad + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            self.state[p] = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / (v / (1 - 0.999**t) + 1e-8)


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr, beta)
