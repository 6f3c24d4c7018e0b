"""Keeps hidden_sizes itself and looks at it in each call: whoever changes the list changes the model.

Fails:
    every_call_gives_a_new_model
"""

from torch import nn
from torch.nn import functional as F


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        self.p = p
        self.sizes = hidden_sizes
        sizes = [784, *hidden_sizes]
        self.layers = nn.ModuleList(nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(hidden_sizes)))
        self.output = nn.Linear(sizes[-1], num_classes)

    def forward(self, images):
        x = images.flatten(1)
        for i in range(len(self.sizes)):
            x = F.dropout(F.relu(self.layers[i](x)), self.p, self.training)
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
