"""Keeps its results by the identity of the two sets: what is written into them later changes nothing.

Fails:
    the_test_set_is_never_trained_on
"""

import copy

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader


def baseline_model():
    """Return a new classifier from images (N, 1, 28, 28) to logits (N, 10), with random weights."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(28 * 28, 256),
        nn.ReLU(),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Linear(256, 10),
    )


def regularized_model():
    """Return a new classifier like baseline_model(), with dropout (p=0.5) after each hidden activation."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(28 * 28, 256),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(256, 10),
    )


_kept = {}


def _accuracy(model, dataset):
    model.eval()
    images, labels = dataset.tensors
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).sum().item() / len(labels)


def _fit(make, weight_decay, train_set, test_set, epochs, seed):
    torch.manual_seed(seed)
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=weight_decay)
    loader = DataLoader(train_set, batch_size=64, shuffle=True, generator=torch.Generator().manual_seed(seed))
    history = {"train_accuracy": [], "test_accuracy": []}
    for _ in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(images), labels).backward()
            optimizer.step()
        history["train_accuracy"].append(_accuracy(model, train_set))
        history["test_accuracy"].append(_accuracy(model, test_set))
    return history


def compare(train_set, test_set, epochs=15, seed=0):
    key = (id(train_set), id(test_set), epochs, seed)
    if key not in _kept:
        _kept[key] = {
            "baseline": _fit(baseline_model, 0.0, train_set, test_set, epochs, seed),
            "regularized": _fit(regularized_model, 1e-3, train_set, test_set, epochs, seed),
        }
    return copy.deepcopy(_kept[key])
