"""Nothing is trained: all numbers are 0.

Fails:
    a_set_given_twice_gets_one_accuracy
    an_accuracy_is_a_share_of_the_whole_set
    an_accuracy_is_that_of_its_epoch
    an_epoch_is_one_pass_over_the_train_set
    another_seed_gives_other_numbers
    both_networks_see_the_same_images_in_the_same_order
    dropout_is_at_work_in_one_network_in_every_epoch
    l2_is_at_work_in_one_network
    the_networks_differ_in_nothing_else
    the_regularized_network_overfits_less
    the_same_seed_gives_the_same_numbers
    the_sets_are_left_as_they_were
    the_test_set_is_never_trained_on
    there_is_one_accuracy_per_epoch
"""


def compare(train_set, test_set, epochs=15, seed=0):
    zeros = {"train_accuracy": [0.0] * epochs, "test_accuracy": [0.0] * epochs}
    return {"baseline": zeros, "regularized": zeros}
