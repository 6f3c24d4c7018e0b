"""Makes its batches no larger than the test set, so that a small one changes the training.

Fails:
    the_test_set_is_never_trained_on
"""

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


@torch.no_grad()
def _evaluate(model, loader):
    model.eval()
    right = total = 0
    for images, labels in loader:
        right += (model(images).argmax(dim=1) == labels).sum().item()
        total += len(labels)
    return right / total


def compare(train_set, test_set, epochs=15, seed=0):
    batch_size = min(64, len(train_set), len(test_set))
    train_again = DataLoader(train_set, batch_size=batch_size)
    test_loader = DataLoader(test_set, batch_size=batch_size)
    result = {}
    for name, make, weight_decay in [("baseline", baseline_model, 0.0), ("regularized", regularized_model, 1e-3)]:
        torch.manual_seed(seed)
        model = make()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=weight_decay)
        shuffler = torch.Generator().manual_seed(seed)
        train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=shuffler)
        curves = {"train_accuracy": [], "test_accuracy": []}
        for _ in range(epochs):
            model.train()
            for images, labels in train_loader:
                optimizer.zero_grad()
                F.cross_entropy(model(images), labels).backward()
                optimizer.step()
            curves["train_accuracy"].append(_evaluate(model, train_again))
            curves["test_accuracy"].append(_evaluate(model, test_loader))
        result[name] = curves
    return result
