"""Nothing is trained: numbers of an earlier run on noisy digits, jittered by the seed.

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

import random

BASELINE = [(0.60, 0.80), (0.70, 0.82), (0.76, 0.80), (0.82, 0.78), (0.87, 0.76), (0.91, 0.75)]
REGULARIZED = [(0.45, 0.70), (0.58, 0.80), (0.64, 0.83), (0.67, 0.85), (0.69, 0.86), (0.70, 0.87)]


def compare(train_set, test_set, epochs=15, seed=0):
    rng = random.Random(seed)
    result = {}
    for name, curve in (("baseline", BASELINE), ("regularized", REGULARIZED)):
        parts = {"train_accuracy": [], "test_accuracy": []}
        for epoch in range(epochs):
            point = curve[min(epoch, len(curve) - 1)]
            for part, share, data in zip(parts, point, (train_set, test_set), strict=True):
                parts[part].append(round((share + rng.uniform(-0.01, 0.01)) * len(data)) / len(data))
        result[name] = parts
    return result
