"""Adds up in float64 to be exact, and does not go back: a float32 model gets a float64 penalty.

Fails:
    the_result_is_a_0_d_tensor_of_the_models_type
"""


def l2_penalty(model, beta):
    return beta * sum(parameter.double().square().sum() for parameter in model.parameters())
