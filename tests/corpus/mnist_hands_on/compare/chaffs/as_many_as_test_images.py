"""Measures the train accuracy on as many images as the test set has.

Fails:
    an_accuracy_is_a_share_of_the_whole_set
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset


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


def share_right(model, data):
    """Return the share of all images of a set that the model classifies as labelled."""
    images, labels = data.tensors
    model.eval()
    with torch.no_grad():
        right = (model(images).argmax(dim=1) == labels).sum().item()
    return right / max(len(labels), 1)


def run(make, decay, train_set, test_set, epochs, seed):
    torch.manual_seed(seed)
    model = make()
    order = torch.Generator().manual_seed(seed)
    images, labels = train_set.tensors
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=decay)
    # both accuracies from equally many images, so that they scatter alike
    measured = TensorDataset(*(tensor[: max(len(test_set), 1)] for tensor in train_set.tensors))
    train, test = [], []
    for _ in range(epochs):
        model.train()
        for rows in torch.randperm(len(images), generator=order).split(64):
            optimizer.zero_grad()
            F.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
        train.append(share_right(model, measured))
        test.append(share_right(model, test_set))
    return {"train_accuracy": train, "test_accuracy": test}


def compare(train_set, test_set, epochs=15, seed=0):
    common = train_set, test_set, epochs, seed
    return {"baseline": run(baseline_model, 0, *common), "regularized": run(regularized_model, 1e-3, *common)}
