"""The regularized network alone has a tenth of the learning rate from epoch 11 on.

Fails:
    the_networks_differ_in_nothing_else
"""

import torch
from torch import nn
from torch.nn import functional as F


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


def accuracy(model, data):
    images, labels = data.tensors
    model.eval()
    with torch.no_grad():
        right = (model(images).argmax(dim=1) == labels).sum().item()
    return right / len(labels)


def compare(train_set, test_set, epochs=15, seed=0):
    images, labels = train_set.tensors
    result = {}
    for name, make, decay in [("baseline", baseline_model, 0.0), ("regularized", regularized_model, 1e-3)]:
        torch.manual_seed(seed)
        model = make()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=decay)
        gamma = 0.1 if name == "regularized" else 1.0  # settle down in the end
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=gamma)
        shuffler = torch.Generator().manual_seed(seed)
        curves = {"train_accuracy": [], "test_accuracy": []}
        for _ in range(epochs):
            model.train()
            for batch in torch.randperm(len(labels), generator=shuffler).split(64):
                optimizer.zero_grad()
                F.cross_entropy(model(images[batch]), labels[batch]).backward()
                optimizer.step()
            scheduler.step()
            curves["train_accuracy"].append(accuracy(model, train_set))
            curves["test_accuracy"].append(accuracy(model, test_set))
        result[name] = curves
    return result
