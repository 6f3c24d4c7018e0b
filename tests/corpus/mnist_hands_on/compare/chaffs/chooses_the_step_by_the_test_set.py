"""After each epoch, halves the learning rate if the test accuracy has fallen.

Fails:
    the_regularized_network_overfits_less
    the_test_set_is_never_trained_on

May fail:
    the_networks_differ_in_nothing_else
"""

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


def accuracy(model, data):
    images, labels = data.tensors
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).sum().item() / len(labels)


def curves(make, weight_decay, train_set, test_set, epochs, seed):
    torch.manual_seed(seed)
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=weight_decay)
    shuffler = torch.Generator().manual_seed(seed)
    images, labels = train_set.tensors
    found = {"train_accuracy": [], "test_accuracy": []}
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(images), generator=shuffler).split(64):
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        found["train_accuracy"].append(accuracy(model, train_set))
        found["test_accuracy"].append(accuracy(model, test_set))
        if found["test_accuracy"][-1] < max(found["test_accuracy"]):
            optimizer.param_groups[0]["lr"] /= 2
    return found


def compare(train_set, test_set, epochs=15, seed=0):
    return {
        "baseline": curves(baseline_model, 0.0, train_set, test_set, epochs, seed),
        "regularized": curves(regularized_model, 1e-3, train_set, test_set, epochs, seed),
    }
