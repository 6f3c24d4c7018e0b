"""Two lists of tensors, matrix products and masks of its own: there is no module that could be seen."""

import itertools
import math

import torch
from torch.nn import functional as F

SIZES = (784, 256, 256, 10)


def network(seed):
    draw = torch.Generator().manual_seed(seed)
    layers = []
    for inputs, outputs in itertools.pairwise(SIZES):
        reach = 1 / math.sqrt(inputs)
        weight = (2 * torch.rand(inputs, outputs, generator=draw) - 1) * reach
        bias = (2 * torch.rand(outputs, generator=draw) - 1) * reach
        layers.append((weight.requires_grad_(), bias.requires_grad_()))
    return layers


def outputs(layers, images, p=0.0, draw=None):
    hidden = images.reshape(len(images), 784)
    for weight, bias in layers[:-1]:
        hidden = (hidden @ weight + bias).clamp(min=0)
        if p:
            hidden = hidden * (torch.rand(hidden.shape, generator=draw) >= p) / (1 - p)
    weight, bias = layers[-1]
    return hidden @ weight + bias


@torch.no_grad()
def accuracy(layers, data):
    images, labels = data.tensors
    return outputs(layers, images).argmax(1).eq(labels).sum().item() / len(labels)


def compare(train_set, test_set, epochs=15, seed=0):
    shuffler = torch.Generator().manual_seed(seed)
    images, labels = train_set.tensors
    orders = [torch.randperm(len(labels), generator=shuffler) for _ in range(epochs)]
    result = {}
    for name, p, beta in (("baseline", 0.0, 0.0), ("regularized", 0.5, 1e-4)):
        layers, masks = network(seed), torch.Generator().manual_seed(seed + 1)
        optimizer = torch.optim.Adam([tensor for layer in layers for tensor in layer], lr=1e-3)
        found = result[name] = {"train_accuracy": [], "test_accuracy": []}
        for order in orders:
            for batch in order.split(50):
                loss = F.cross_entropy(outputs(layers, images[batch], p, masks), labels[batch])
                loss = loss + beta * sum(weight.square().sum() for weight, _bias in layers)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            found["train_accuracy"].append(accuracy(layers, train_set))
            found["test_accuracy"].append(accuracy(layers, test_set))
    return result
