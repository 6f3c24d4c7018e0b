"""Converts to float32 on the way.

Fails:
    the_result_is_a_0_d_tensor_of_the_models_type
"""


def l2_penalty(model, beta):
    return beta * sum(p.float().pow(2).sum() for p in model.parameters())
