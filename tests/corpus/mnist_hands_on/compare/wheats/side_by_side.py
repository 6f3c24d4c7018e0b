"""Both networks take their steps on the same batch, one after the other."""

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


def compare(train_set, test_set, epochs=15, seed=0):
    torch.manual_seed(seed)
    models = {"baseline": baseline_model(), "regularized": regularized_model()}
    optimizers = {
        name: torch.optim.Adam(model.parameters(), weight_decay=1e-4 if name == "regularized" else 0)
        for name, model in models.items()
    }
    result = {name: {"train_accuracy": [], "test_accuracy": []} for name in models}
    images, labels = train_set.tensors
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(32):
            for name, model in models.items():
                model.train()
                optimizers[name].zero_grad()
                F.cross_entropy(model(images[batch]), labels[batch]).backward()
                optimizers[name].step()
        for name, model in models.items():
            result[name]["train_accuracy"].append(accuracy(model, train_set))
            result[name]["test_accuracy"].append(accuracy(model, test_set))
    return result
