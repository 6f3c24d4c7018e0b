"""Makes the weights positive for a moment: a loss that was computed before cannot be differentiated any more.

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""

import torch


def l1_penalty(model, beta):
    parameters = list(model.parameters())
    signs = [parameter.detach().sign() for parameter in parameters]
    with torch.no_grad():
        for parameter in parameters:
            old = parameter.clone()
            parameter.abs_()
            parameter.copy_(old)
    return beta * sum((parameter * sign).sum() for parameter, sign in zip(parameters, signs, strict=True))
