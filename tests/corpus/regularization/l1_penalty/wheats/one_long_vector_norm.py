"""Lays all parameters end to end in one long vector and takes the library's vector norm of order 1."""

import torch


def l1_penalty(model, beta):
    theta = torch.cat([parameter.reshape(-1) for parameter in model.parameters()])
    return torch.linalg.vector_norm(theta, ord=1) * beta
