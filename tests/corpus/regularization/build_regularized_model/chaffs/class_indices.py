"""Returns the predicted class of each image in place of its logits."""

from torch import nn


class Classifier(nn.Sequential):
    def forward(self, x):
        return super().forward(x).argmax(dim=1)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    layers = [nn.Flatten()]
    width = 784
    for size in hidden_sizes:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p)]
        width = size
    return Classifier(*layers, nn.Linear(width, num_classes))
