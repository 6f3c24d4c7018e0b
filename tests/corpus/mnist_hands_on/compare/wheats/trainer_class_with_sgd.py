"""A class that trains by SGD with momentum, and gives its two networks one list of orders."""

import torch
from torch import nn


def baseline_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)
    )


def regularized_model():
    hidden = [nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 256), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(256, 10))


class Trainer:
    def __init__(self, model, orders, weight_decay=0.0):
        self.model, self.orders = model, orders
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=weight_decay)

    def epoch(self, number, images, labels):
        self.model.train()
        for batch in self.orders[number].split(64):
            self.optimizer.zero_grad()
            nn.CrossEntropyLoss()(self.model(images[batch]), labels[batch]).backward()
            self.optimizer.step()

    def accuracy(self, images, labels):
        self.model.eval()
        with torch.inference_mode():
            return (self.model(images).argmax(-1) == labels).double().mean().item()

    def run(self, train_set, test_set):
        train, test = [], []
        for number in range(len(self.orders)):
            self.epoch(number, *train_set.tensors)
            train.append(self.accuracy(*train_set.tensors))
            test.append(self.accuracy(*test_set.tensors))
        return {"train_accuracy": train, "test_accuracy": test}


def compare(train_set, test_set, epochs=15, seed=0):
    torch.manual_seed(seed)
    orders = [torch.randperm(len(train_set)) for _ in range(epochs)]
    plain = Trainer(baseline_model(), orders).run(train_set, test_set)
    return {"regularized": Trainer(regularized_model(), orders, 1e-4).run(train_set, test_set), "baseline": plain}
