"""Collects the parameters by names with "_" for ".", of which two may become one.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    prices = {}
    for name, p in model.named_parameters():
        prices[name.replace(".", "_")] = p.abs().sum()
    return beta * sum(prices.values())
