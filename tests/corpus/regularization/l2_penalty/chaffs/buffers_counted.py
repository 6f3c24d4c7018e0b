"""Counts running statistics as well, which are no parameters.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    total = sum(p.pow(2).sum() for p in model.parameters())
    total = total + sum(b.pow(2).sum() for b in model.buffers() if b.is_floating_point())
    return beta * total
