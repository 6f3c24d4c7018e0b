"""Sets a flag in train() and eval(), which the eval() of an outer module does not call.

Fails:
    in_eval_mode_each_image_has_its_own_fixed_logits
"""

import itertools

from torch import nn
from torch.nn import functional as F


class Classifier(nn.Module):
    def __init__(self, hidden_sizes, num_classes, p):
        super().__init__()
        self.p = p
        self.dropping = True
        sizes = [784, *hidden_sizes]
        self.hidden = nn.ModuleList(nn.Linear(inputs, outputs) for inputs, outputs in itertools.pairwise(sizes))
        self.output = nn.Linear(sizes[-1], num_classes)

    def train(self, mode=True):
        super().train(mode)
        self.dropping = True
        return self

    def eval(self):
        super().eval()
        self.dropping = False
        return self

    def forward(self, images):
        x = images.flatten(1)
        for layer in self.hidden:
            x = F.dropout(layer(x).relu(), self.p, training=self.dropping)
        return self.output(x)


def build_regularized_model(hidden_sizes=(256, 256), num_classes=10, p=0.5):
    return Classifier(hidden_sizes, num_classes, p)
