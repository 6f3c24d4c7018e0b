"""One grouped convolution: the kernel of an image has a single 1, where it is shifted to."""

import torch
from torch.nn import functional as F


def augment(images):
    n = len(images)
    kernels = F.one_hot(torch.randint(25, (n,)), 25).to(images).reshape(n, 1, 5, 5)
    return F.conv2d(images.transpose(0, 1), kernels, padding=2, groups=n).transpose(0, 1)
