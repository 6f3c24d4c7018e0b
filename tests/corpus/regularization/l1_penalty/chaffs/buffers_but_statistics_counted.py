"""Takes the state dict without batch normalization's statistics: other buffers count as well.

Fails:
    a_shared_parameter_counts_once_and_a_buffer_never
    nothing_counts_but_beta_and_the_values
"""

STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


def l1_penalty(model, beta):
    entries = {id(e): e for name, e in model.state_dict(keep_vars=True).items() if not name.endswith(STATISTICS)}
    return beta * sum(entry.abs().sum() for entry in entries.values() if entry.is_floating_point())
