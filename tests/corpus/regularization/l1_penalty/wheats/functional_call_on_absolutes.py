"""Lends a module with the model's own parameters their absolute values, by torch.func.functional_call."""

from torch import nn
from torch.func import functional_call


class _AddUp(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        self.entries = nn.ParameterList(parameters)

    def forward(self):
        return sum(entry.sum() for entry in self.entries)


def l1_penalty(model, beta):
    adder = _AddUp(model.parameters())
    absolutes = {name: parameter.abs() for name, parameter in adder.named_parameters()}
    return beta * functional_call(adder, absolutes, ())
