"""Switches to eval mode and back to the model's own mode: a part that was in another one is not any more.

Fails:
    the_model_is_left_as_it_was
"""


def l1_penalty(model, beta):
    training = model.training
    model.eval()
    penalty = beta * sum(parameter.abs().sum() for parameter in model.parameters())
    model.train(training)
    return penalty
