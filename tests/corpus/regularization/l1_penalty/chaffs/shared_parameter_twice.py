"""Goes from module to module and counts a parameter that two layers share once for each.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""


def l1_penalty(model, beta):
    total = 0.0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            total = total + p.abs().sum()
    return beta * total
