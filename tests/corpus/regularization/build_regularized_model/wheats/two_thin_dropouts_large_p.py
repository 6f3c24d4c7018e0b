"""Two dropouts in a row, each with 1 - sqrt(1 - p); weight_norm, SiLU; p is 0.65 unless given."""

from torch import nn
from torch.nn.utils.parametrizations import weight_norm


class ThinTwice(nn.Sequential):
    def __init__(self, p):
        each = 1 - (1 - p) ** 0.5
        super().__init__(nn.Dropout(each), nn.Dropout(each))


class Hidden(nn.Module):
    def __init__(self, inputs, outputs, p):
        super().__init__()
        self.linear = weight_norm(nn.Linear(inputs, outputs))
        self.thin = ThinTwice(p)

    def forward(self, x):
        return self.thin(nn.functional.silu(self.linear(x)))


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.65):
    body = []
    inputs = 784
    for outputs in hidden_sizes:
        body.append(Hidden(inputs, outputs, p))
        inputs = outputs
    return nn.Sequential(nn.Flatten(), *body, nn.Linear(inputs, num_classes))
