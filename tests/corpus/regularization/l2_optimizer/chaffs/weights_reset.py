"""Initialises all layers anew before it makes the optimizer.

Fails:
    a_gradient_alone_decides_who_takes_part
    a_model_is_trained_in_its_own_dtype
    a_step_changes_the_parameters_and_nothing_else
    a_step_leaves_the_gradients_as_they_were
    a_step_without_a_gradient_does_not_count
    biases_decay_like_weights
    each_call_makes_an_optimizer_of_its_own
    every_step_is_that_of_adam_with_weight_decay
    layers_of_every_kind_decay_alike
    making_the_optimizer_changes_nothing
    the_decay_counts_once_a_step
    the_learning_rate_is_that_which_is_asked_for
    tiny_gradients_make_smaller_steps
    where_the_loss_is_flat_the_decay_alone_makes_a_whole_step
    without_decay_every_step_is_adams
    zero_grad_clears_the_gradients
"""

from torch import optim


def l2_optimizer(model, lr, beta):
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return optim.Adam(model.parameters(), lr=lr, weight_decay=beta)
