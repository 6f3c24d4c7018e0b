"""Layers declared from the last to the first, flat images, weights of the other orientation, dropout by hand."""

import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.shift = nn.Parameter(torch.empty(outputs).uniform_(-(inputs**-0.5), inputs**-0.5))
        self.weight = nn.Parameter(torch.empty(inputs, outputs).uniform_(-(inputs**-0.5), inputs**-0.5))

    def forward(self, values):
        return values @ self.weight + self.shift


class Classifier(nn.Module):
    def __init__(self, p=0.0):
        super().__init__()
        self.last, self.middle, self.first = Layer(256, 10), Layer(256, 256), Layer(784, 256)
        self.p = p

    def drop(self, values):
        if not self.training or not self.p:
            return values
        return values * torch.empty_like(values).bernoulli_(1 - self.p) / (1 - self.p)

    def forward(self, rows):
        hidden = self.drop(self.first(rows).relu())
        return self.last(self.drop(self.middle(hidden).relu()))


@torch.no_grad()
def accuracy(model, data):
    model.eval()
    right = 0
    for images, labels in zip(*(tensor.split(77) for tensor in data.tensors), strict=True):
        right += int((model(images.flatten(1)).max(1).indices == labels).sum())
    return right / len(data)


def compare(train_set, test_set, epochs=15, seed=0):
    results = {}
    for name, p, decay in (("regularized", 0.5, 1e-4), ("baseline", 0.0, 0.0)):
        torch.manual_seed(seed)
        model = Classifier(p)
        matrices = [weight for weight in model.parameters() if weight.ndim == 2]
        shifts = [weight for weight in model.parameters() if weight.ndim == 1]
        groups = [{"params": matrices, "weight_decay": decay}, {"params": shifts}] if decay else model.parameters()
        optimizer = torch.optim.Adam(groups, lr=1e-3)
        draw = torch.Generator().manual_seed(seed)
        rows, labels = train_set.tensors[0].flatten(1), train_set.tensors[1]
        train, test = [], []
        for _ in range(epochs):
            model.train()
            for batch in torch.randperm(len(rows), generator=draw).split(64):
                optimizer.zero_grad(set_to_none=False)
                F.cross_entropy(model(rows[batch]), labels[batch]).backward()
                optimizer.step()
            train.append(accuracy(model, train_set))
            test.append(accuracy(model, test_set))
        results[name] = {"train_accuracy": train, "test_accuracy": test}
    return results
