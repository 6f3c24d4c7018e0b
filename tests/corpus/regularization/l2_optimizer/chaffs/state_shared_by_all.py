"""Writes Adam by hand and keeps its state outside the class, by a parameter's place, so that all optimizers share it.

Fails:
    a_gradient_alone_decides_who_takes_part
    a_model_is_trained_in_its_own_dtype
    a_step_changes_the_parameters_and_nothing_else
    a_step_without_a_gradient_does_not_count
    biases_decay_like_weights
    each_call_makes_an_optimizer_of_its_own
    every_step_is_that_of_adam_with_weight_decay
    layers_of_every_kind_decay_alike
    the_decay_counts_once_a_step
    tiny_gradients_make_smaller_steps
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
    without_decay_every_step_is_adams
    zero_grad_clears_the_gradients
    a_step_leaves_the_gradients_as_they_were

May fail:
    the_decay_is_that_of_the_weights_as_they_are
"""

import torch

STATE = {}


class Adam:
    def __init__(self, parameters, lr, beta):
        self.parameters = list(parameters)
        self.lr, self.beta = lr, beta

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.parameters):
            if p.grad is None:
                continue
            start = (0, torch.zeros_like(p), torch.zeros_like(p))
            t, m, v = STATE.get(i, start)
            if m.shape != p.shape:
                t, m, v = start
            g = p.grad + self.beta * p
            t, m, v = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            STATE[i] = (t, m, v)
            p -= self.lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def l2_optimizer(model, lr, beta):
    return Adam(model.parameters(), lr, beta)
