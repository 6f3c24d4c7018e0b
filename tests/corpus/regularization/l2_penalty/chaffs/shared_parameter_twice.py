"""Goes from module to module and counts a shared parameter once for each.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""


def l2_penalty(model, beta):
    total = 0.0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            total = total + p.pow(2).sum()
    return beta * total
