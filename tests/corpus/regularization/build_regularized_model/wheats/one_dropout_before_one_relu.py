"""One dropout and one ReLU module serve all layers, the dropout before the ReLU."""

from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        sizes = (784, *hidden_sizes, num_classes)
        self.layers = nn.ModuleList(nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1))
        self.dropout = nn.Dropout(p)
        self.relu = nn.ReLU()

    def forward(self, x):
        *hidden, output = self.layers
        x = x.flatten(1)
        for layer in hidden:
            x = self.relu(self.dropout(layer(x)))
        return output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
