"""Goes twice through one generator, which is empty the second time: the biases are not trained.

Fails:
    biases_decay_like_weights
    layers_of_every_kind_decay_alike
    zero_grad_clears_the_gradients
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    parameters = model.parameters()
    weights = [p for p in parameters if p.ndim > 1] or list(model.parameters())
    others = [p for p in parameters if p.ndim <= 1]
    return optim.Adam([{"params": weights}, {"params": others}], lr=lr, weight_decay=beta)
