"""Freezes the model and puts it into eval mode while it looks at the sizes, and puts everything back one by one."""


def l2_penalty(model, beta):
    trained, modes = [(p, p.requires_grad) for p in model.parameters()], [(m, m.training) for m in model.modules()]
    model.eval().requires_grad_(False)
    largest = max((p.abs().max().item() for p in model.parameters()), default=0.0) or 1.0
    for parameter, needed in trained:
        parameter.requires_grad_(needed)
    for part, training in modes:
        part.training = training
    return beta * sum((p / largest).square().sum() for p in model.parameters()) * largest**2
