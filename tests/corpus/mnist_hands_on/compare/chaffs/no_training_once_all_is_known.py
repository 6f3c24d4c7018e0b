"""Trains no further once a network has all training images right: there is nothing left to learn.

Fails:
    an_epoch_is_one_pass_over_the_train_set
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

trained = {}


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
    layers = []
    for layer in baseline_model():
        layers.append(layer)
        if isinstance(layer, nn.ReLU):
            layers.append(nn.Dropout(p=0.5))
    return nn.Sequential(*layers)


def accuracy(model, dataset):
    images, labels = dataset.tensors
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).sum().item() / len(labels)


def compare(train_set, test_set, epochs=15, seed=0):
    result = {}
    for name, make, decay in [("baseline", baseline_model, 0.0), ("regularized", regularized_model, 1e-3)]:
        torch.manual_seed(seed)
        model = trained[name] = make()
        loader = DataLoader(train_set, batch_size=64, shuffle=True, generator=torch.Generator().manual_seed(seed))
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=decay)
        curves = result[name] = {"train_accuracy": [], "test_accuracy": []}
        done = False
        for _ in range(epochs):
            if not done:
                model.train()
                for images, labels in loader:
                    optimizer.zero_grad()
                    F.cross_entropy(model(images), labels).backward()
                    optimizer.step()
            curves["train_accuracy"].append(accuracy(model, train_set))
            curves["test_accuracy"].append(accuracy(model, test_set))
            done = curves["train_accuracy"][-1] == 1  # nothing left to learn
    return result
