"""Writes |t| as what is above 0 minus what is below."""


def l1_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        total = total + parameter.clamp(min=0).sum() - parameter.clamp(max=0).sum()
    return beta * total
