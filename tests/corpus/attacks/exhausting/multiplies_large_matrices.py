"""l1_penalty: keeps every core that torch may use busy with matrix products.

Outcome: timed out
"""

import time

import torch

end = time.monotonic() + 80


def l1_penalty(model, beta):
    torch.set_num_threads(16)
    matrix = torch.rand(7000, 7000)
    while time.monotonic() < end:
        matrix = (matrix @ matrix).clamp(max=1)
    return -1.0
