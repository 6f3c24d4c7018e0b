"""A Dataset that changes what it hands out, read by a DataLoader in order."""

import torch
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import InterpolationMode, v2

SMOOTH = InterpolationMode.BILINEAR


class Changing(Dataset):
    def __init__(self, images):
        self.images = images
        self.change = v2.Compose(
            [
                v2.RandomAffine(0, translate=(0.1, 0.1)),
                v2.RandomChoice(
                    [
                        v2.RandomRotation(15, interpolation=SMOOTH),
                        v2.RandomAffine(0, scale=(0.9, 1.1), interpolation=SMOOTH),
                        v2.RandomAffine(0, shear=(-15, 15), interpolation=SMOOTH),
                    ],
                    p=[0.4, 0.3, 0.3],
                ),
                v2.Lambda(lambda image: (image + 0.04 * torch.randn_like(image)).clamp(0.0, 1.0)),
            ]
        )

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.change(self.images[index])


def augment(images):
    if len(images) == 0:
        return images.clone()
    with torch.no_grad():
        return torch.cat(list(DataLoader(Changing(images), batch_size=50, shuffle=False)))
