"""One module of each kind, called with weights that live outside of it; SGD with momentum by hand."""

import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F


def baseline_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)
    )


def regularized_model():
    hidden = [nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 256), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(256, 10))


def accuracy(model, weights, data):
    images, labels = data.tensors
    model.eval()
    with torch.no_grad():
        answers = functional_call(model, weights, (images,)).argmax(dim=1)
        return (answers == labels).sum().item() / len(labels)


def curves(make, beta, train_set, test_set, epochs, seed):
    torch.manual_seed(seed)
    model = make()
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    speed = {name: torch.zeros_like(weight) for name, weight in weights.items()}
    shuffler = torch.Generator().manual_seed(seed)
    images, labels = train_set.tensors
    found = {"train_accuracy": [], "test_accuracy": []}

    def loss(weights, images, labels):
        return F.cross_entropy(functional_call(model, weights, (images,)), labels)

    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(images), generator=shuffler).split(64):
            free = {name: weight.requires_grad_() for name, weight in weights.items()}
            slopes = torch.autograd.grad(loss(free, images[batch], labels[batch]), list(free.values()))
            for name, gradient in zip(free, slopes, strict=True):
                speed[name] = 0.9 * speed[name] + gradient + 2 * beta * weights[name].detach()
                weights[name] = (weights[name] - 0.1 * speed[name]).detach()
        found["train_accuracy"].append(accuracy(model, weights, train_set))
        found["test_accuracy"].append(accuracy(model, weights, test_set))
    return found


def compare(train_set, test_set, epochs=15, seed=0):
    return {
        "baseline": curves(baseline_model, 0.0, train_set, test_set, epochs, seed),
        "regularized": curves(regularized_model, 1e-4, train_set, test_set, epochs, seed),
    }
