"""Averages the accuracies of batches, and the last one is smaller.

Fails:
    an_accuracy_is_a_share_of_the_whole_set
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader


def baseline_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)
    )


def regularized_model():
    hidden = [nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 256), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(256, 10))


@torch.no_grad()
def accuracy(model, data):
    model.eval()
    shares = []
    for images, labels in DataLoader(data, batch_size=256):
        shares.append((model(images).argmax(dim=1) == labels).float().mean().item())
    return sum(shares) / len(shares)


def curves(make, weight_decay, train_set, test_set, epochs, seed):
    torch.manual_seed(seed)
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=weight_decay)
    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(train_set, batch_size=64, shuffle=True, generator=generator)
    train, test = [], []
    for _ in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(images), labels).backward()
            optimizer.step()
        train.append(accuracy(model, train_set))
        test.append(accuracy(model, test_set))
    return {"train_accuracy": train, "test_accuracy": test}


def compare(train_set, test_set, epochs=15, seed=0):
    return {
        "baseline": curves(baseline_model, 0.0, train_set, test_set, epochs, seed),
        "regularized": curves(regularized_model, 1e-3, train_set, test_set, epochs, seed),
    }
