"""A layer of an earlier attempt is still there, with parameters that nothing uses."""

from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        layers = [nn.Flatten()]
        width = 28 * 28
        for size in hidden_sizes:
            layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
            width = size
        self.attention = nn.Linear(width, width)
        self.layers = nn.Sequential(*layers, nn.Linear(width, num_classes))

    def forward(self, images):
        return self.layers(images)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
