"""Switches every part to eval mode and puts each back into the mode that it was in."""


def l1_penalty(model, beta):
    modes = {part: part.training for part in model.modules()}
    model.eval()
    try:
        return beta * sum(parameter.abs().sum() for parameter in model.parameters())
    finally:
        for part, training in modes.items():
            part.training = training
