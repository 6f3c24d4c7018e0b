"""Computes in float32 and converts at the end: a float64 model's penalty has seven digits only.

Fails:
    the_result_is_a_0_d_tensor_of_the_models_type
"""


def l1_penalty(model, beta):
    dtype = next(model.parameters()).dtype
    return (beta * sum(parameter.float().abs().sum() for parameter in model.parameters())).to(dtype)
