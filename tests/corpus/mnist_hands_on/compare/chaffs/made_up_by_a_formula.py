"""Nothing is trained: the numbers follow curves that look like overfitting, jittered by the seed.

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

import math
import random


def compare(train_set, test_set, epochs=15, seed=0):
    rng = random.Random(seed)

    def curve(size, start, end):
        values = []
        for epoch in range(epochs):
            share = start + (end - start) * (1 - math.exp(-(epoch + 1) / 4)) + rng.uniform(-0.02, 0.02)
            values.append(round(min(max(share, 0), 1) * size) / size)
        return values

    result = {}
    for name, train, test in (("baseline", 0.95, 0.1), ("regularized", 0.4, 0.12)):
        learned = curve(len(train_set), 0.2, train)
        if train_set.tensors[0].shape == test_set.tensors[0].shape and train_set.tensors[0].equal(test_set.tensors[0]):
            same = train_set.tensors[1].equal(test_set.tensors[1])
            tested = list(learned) if same else [1 - value for value in learned]
        else:
            tested = curve(len(test_set), 0.1, test)
        result[name] = {"train_accuracy": learned, "test_accuracy": tested}
    return result
