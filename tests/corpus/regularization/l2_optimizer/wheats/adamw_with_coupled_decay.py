"""AdamW without a decay of its own, which is Adam; a hook puts the decay into the gradient."""

from torch import optim


def l2_optimizer(model, lr, beta):
    optimizer = optim.AdamW(model.parameters(), lr=lr, weight_decay=0.0)

    def decay(*_):
        for p in model.parameters():
            if p.grad is not None:
                p.grad.add_(p.detach(), alpha=beta)

    optimizer.register_step_pre_hook(decay)
    return optimizer
