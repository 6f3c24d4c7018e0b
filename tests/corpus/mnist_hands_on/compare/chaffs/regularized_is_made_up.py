"""Only the baseline is trained: the regularized network's numbers are the baseline's, shifted.

Fails:
    a_set_given_twice_gets_one_accuracy
    an_epoch_is_one_pass_over_the_train_set
    both_networks_see_the_same_images_in_the_same_order
    dropout_is_at_work_in_one_network_in_every_epoch
    l2_is_at_work_in_one_network
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
    return found


def compare(train_set, test_set, epochs=15, seed=0):
    result = {
        "baseline": curves(baseline_model, 0.0, train_set, test_set, epochs, seed),
    }
    plain = result["baseline"]
    result["regularized"] = {
        "train_accuracy": [round(0.8 * a * len(train_set)) / len(train_set) for a in plain["train_accuracy"]],
        "test_accuracy": [round(min(1.1 * a, 1) * len(test_set)) / len(test_set) for a in plain["test_accuracy"]],
    }
    return result
