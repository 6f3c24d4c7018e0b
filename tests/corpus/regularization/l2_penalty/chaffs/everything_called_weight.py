"""Takes what each part has as `weight`, also a buffer of that name, such as the class weights of a loss.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
"""


def l2_penalty(model, beta):
    found = {id(parameter): parameter for parameter in model.parameters()}
    for part in model.modules():
        if part._buffers.get("weight") is not None:
            found[id(part.weight)] = part.weight
    return beta * sum(each.square().sum() for each in found.values())
