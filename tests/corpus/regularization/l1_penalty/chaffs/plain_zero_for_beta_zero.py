"""Takes a short cut for β = 0 and returns the number 0 there, which is no tensor.

Fails:
    the_gradient_is_beta_times_the_sign
    the_result_is_a_0_d_tensor_of_the_models_type
"""


def l1_penalty(model, beta):
    if not beta:
        return 0
    return beta * sum(p.abs().sum() for p in model.parameters())
