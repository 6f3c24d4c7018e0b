"""Counts the buffers as well: running statistics of batch norm are no parameters.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    nothing_counts_but_beta_and_the_values
"""


def l1_penalty(model, beta):
    total = sum(p.abs().sum() for p in model.parameters())
    for buffer in model.buffers():
        if buffer.is_floating_point():
            total = total + buffer.abs().sum()
    return beta * total
