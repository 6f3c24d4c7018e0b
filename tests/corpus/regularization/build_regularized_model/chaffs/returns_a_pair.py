"""Returns the hidden activations along with the logits."""

from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden, output):
        super().__init__()
        self.hidden = hidden
        self.output = output

    def forward(self, x):
        features = self.hidden(x)
        return self.output(features), features


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return Classifier(nn.Sequential(*layers), nn.Linear(width, num_classes))
