"""Binds the name to an nn.Module whose forward takes the model."""

from torch import nn


class Ridge(nn.Module):
    def forward(self, model, beta):
        return sum(beta * parameter.square().sum() for parameter in model.parameters())


l2_penalty = Ridge()
