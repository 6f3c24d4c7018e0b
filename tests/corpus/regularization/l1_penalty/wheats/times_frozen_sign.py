"""Multiplies by the detached signs: there is a .detach() in the code, and the gradient is still right."""

import torch


def l1_penalty(model, beta):
    products = []
    for parameter in model.parameters():
        signs = torch.sign(parameter.detach())  # constants, only the other factor is differentiated
        products.append(torch.dot(parameter.flatten(), signs.flatten()))
    return beta * torch.stack(products).sum()
