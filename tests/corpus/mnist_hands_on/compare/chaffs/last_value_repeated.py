"""Reports the accuracies at the end for every epoch.

Fails:
    an_accuracy_is_that_of_its_epoch
"""

import torch
from torch import nn
from torch.nn import functional as F


def compare(train_set, test_set, epochs=15, seed=0):
    def network(p):
        return nn.Sequential(
            nn.Flatten(),
            nn.Linear(784, 256),
            nn.ReLU(),
            nn.Dropout(p),
            nn.Linear(256, 256),
            nn.ReLU(),
            nn.Dropout(p),
            nn.Linear(256, 10),
        )

    def measure(model, data):
        model.eval()
        with torch.no_grad():
            right = (model(data.tensors[0]).argmax(dim=1) == data.tensors[1]).sum().item()
        return right / len(data)

    images, labels = train_set.tensors
    results = {}
    for name, p, decay in [("baseline", 0.0, 0.0), ("regularized", 0.5, 1e-3)]:
        torch.manual_seed(seed)
        model = network(p)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=decay)
        order = torch.Generator().manual_seed(seed)
        for _ in range(epochs):
            model.train()
            for batch in torch.randperm(len(images), generator=order).split(64):
                optimizer.zero_grad()
                F.cross_entropy(model(images[batch]), labels[batch]).backward()
                optimizer.step()
        results[name] = {
            "train_accuracy": [measure(model, train_set)] * epochs,
            "test_accuracy": [measure(model, test_set)] * epochs,
        }
    return results
