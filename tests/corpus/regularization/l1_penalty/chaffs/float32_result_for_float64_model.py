"""Converts to float32 on the way, so a float64 model gets a float32 penalty.

Fails:
    the_result_is_a_0_d_tensor_of_the_models_type
"""


def l1_penalty(model, beta):
    return beta * sum(p.float().abs().sum() for p in model.parameters())
