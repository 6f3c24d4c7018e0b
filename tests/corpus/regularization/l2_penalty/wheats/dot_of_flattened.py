"""Takes the scalar product of all parameters, as one long vector, with themselves."""

import torch


def l2_penalty(model, beta):
    theta = torch.cat([p.reshape(-1) for p in model.parameters()])
    return beta * torch.dot(theta, theta)
