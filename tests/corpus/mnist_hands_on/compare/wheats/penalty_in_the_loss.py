"""The L2 penalty is added to the loss, and dropout is a functional call in a module of its own."""

import torch
from torch import nn
from torch.nn import functional as F


class Network(nn.Module):
    def __init__(self, p=0.0):
        super().__init__()
        self.first, self.second, self.last = nn.Linear(784, 256), nn.Linear(256, 256), nn.Linear(256, 10)
        self.p = p

    def forward(self, images):
        hidden = images.flatten(1)
        for layer in (self.first, self.second):
            hidden = F.dropout(torch.relu(layer(hidden)), self.p, training=self.training)
        return self.last(hidden)


def accuracy(model, data):
    images, labels = data.tensors
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).sum().item() / len(labels)


def curves(p, beta, train_set, test_set, epochs, seed):
    torch.manual_seed(seed)
    model = Network(p)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    shuffler = torch.Generator().manual_seed(seed)
    images, labels = train_set.tensors
    found = {"train_accuracy": [], "test_accuracy": []}
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(images), generator=shuffler).split(64):
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            loss = loss + beta * sum(weight.square().sum() for weight in model.parameters())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        found["train_accuracy"].append(accuracy(model, train_set))
        found["test_accuracy"].append(accuracy(model, test_set))
    return found


def compare(train_set, test_set, epochs=15, seed=0):
    settings = {"baseline": (0.0, 0.0), "regularized": (0.5, 1e-4)}
    return {name: curves(*how, train_set, test_set, epochs, seed) for name, how in settings.items()}
