"""Returns a copy without batch normalization.

Fails:
    a_float64_model_computes_in_float64
    a_training_batch_is_normalized_before_the_activation
    a_training_step_moves_the_running_statistics_by_a_tenth
    each_hidden_unit_gets_two_learnable_numbers
    epsilon_is_that_of_pytorch
    eval_mode_does_not_move_the_running_statistics
    every_hidden_layer_is_normalized
    every_layer_has_running_statistics_of_its_own
    gradients_flow_through_mean_and_variance
    in_eval_mode_a_new_network_is_nearly_the_given_one
    it_computes_where_the_model_is
    the_given_model_is_left_as_it_was
    the_output_is_not_normalized
    the_running_statistics_are_saved
    the_running_variance_is_the_unbiased_one
"""

import copy


def add_batchnorm(model):
    return copy.deepcopy(model)
