"""One module holds both networks and returns the outputs of both; one optimizer with two groups."""

import torch
from torch import nn
from torch.nn import functional as F


def baseline_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)
    )


def regularized_model():
    hidden = [nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 256), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(256, 10))


class Pair(nn.Module):
    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        self.baseline, self.regularized = baseline_model(), regularized_model()

    def forward(self, images):
        return {name: network(images) for name, network in self.named_children()}


@torch.no_grad()
def measure(pair, data, found, part):
    images, labels = data.tensors
    for name, outputs in pair.eval()(images).items():
        found[name][part].append((outputs.argmax(dim=1) == labels).sum().item() / len(labels))


def compare(train_set, test_set, epochs=15, seed=0):
    pair = Pair(seed)
    groups = [
        {"params": pair.baseline.parameters()},
        {"params": pair.regularized.parameters(), "weight_decay": 1e-3},
    ]
    optimizer = torch.optim.Adam(groups, lr=1e-3)
    shuffler = torch.Generator().manual_seed(seed)
    images, labels = train_set.tensors
    found = {name: {"train_accuracy": [], "test_accuracy": []} for name, _network in pair.named_children()}
    for _ in range(epochs):
        pair.train()
        for batch in torch.randperm(len(images), generator=shuffler).split(64):
            optimizer.zero_grad()
            sum(F.cross_entropy(outputs, labels[batch]) for outputs in pair(images[batch]).values()).backward()
            optimizer.step()
        measure(pair, train_set, found, "train_accuracy")
        measure(pair, test_set, found, "test_accuracy")
    return found
