"""AdamW without a decay of its own, which is Adam; hooks put the decay into the gradients, and take it out again."""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.AdamW(model.parameters(), lr=lr, weight_decay=0.0)
    kept = []

    def decay(*_):
        for p in model.parameters():
            if p.grad is not None:
                kept.append((p, p.grad.clone()))
                p.grad.add_(p.detach(), alpha=beta)

    def restore(*_):
        while kept:
            p, gradient = kept.pop()
            p.grad.copy_(gradient)

    optimizer.register_step_pre_hook(decay)
    optimizer.register_step_post_hook(restore)
    return optimizer
