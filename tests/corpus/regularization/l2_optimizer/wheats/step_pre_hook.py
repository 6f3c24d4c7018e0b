"""Lets Adam step on other gradients, which a hook puts in their place before each step and another takes away."""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.Adam(model.parameters(), lr=lr)
    gradients = {}

    def decay(optimizer, args, kwargs):
        for p in model.parameters():
            gradients[p] = p.grad
            if p.grad is not None:
                p.grad = p.grad.add(p.detach(), alpha=beta)

    def restore(optimizer, args, kwargs):
        for p, gradient in gradients.items():
            p.grad = gradient

    optimizer.register_step_pre_hook(decay)
    optimizer.register_step_post_hook(restore)
    return optimizer
