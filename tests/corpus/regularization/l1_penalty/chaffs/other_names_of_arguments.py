"""Calls its arguments something else: whoever passes them by name gets a TypeError.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(net, strength):
    return strength * sum(parameter.abs().sum() for parameter in net.parameters())
