"""Takes named_buffers() out of state_dict(), where a buffer stands at each of its places: that of a layer in two
places counts.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    state = dict(model.state_dict(keep_vars=True))
    for name, _ in model.named_buffers():
        state.pop(name, None)
    parameters = {id(p): p for p in state.values()}  # those used in two places once
    return beta * sum(p.square().sum() for p in parameters.values())
