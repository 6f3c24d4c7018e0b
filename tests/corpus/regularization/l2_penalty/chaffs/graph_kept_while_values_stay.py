"""Returns the last penalty again while no parameter has changed: its graph is gone after backward().

Fails:
    in_a_loss_every_parameter_gets_its_gradient_call_after_call
"""

from weakref import WeakKeyDictionary

LAST = WeakKeyDictionary()


def looks(model):
    return [(id(parameter), parameter.requires_grad, parameter.tolist()) for parameter in model.parameters()]


def l2_penalty(model, beta):
    seen, penalty = LAST.get(model, (None, None))
    if penalty is None or not penalty.requires_grad or seen != (beta, looks(model)):
        penalty = beta * sum(parameter.square().sum() for parameter in model.parameters())
        LAST[model] = (beta, looks(model)), penalty
    return penalty
