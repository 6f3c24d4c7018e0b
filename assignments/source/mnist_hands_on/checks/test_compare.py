"""compare: what it returns, and how it measures; whether the regularized network overfits less, the notebook shows."""

import torch
from torch.utils.data import TensorDataset

from autograder.testing import expect, graded, probe


def dots(count, seed):
    """Return images of random dots, which are quick to learn by heart, and random labels."""
    generator = torch.Generator().manual_seed(seed)
    images = (torch.rand(count, 1, 28, 28, generator=generator) < 0.1).float()
    return images, torch.randint(0, 10, (count,), generator=generator)


@probe("compare(train_set, test_set, epochs={epochs}), the train set with {images}")
def accuracies(student, images, labels, test_images, test_labels, epochs):
    return student.compare(TensorDataset(images, labels), TensorDataset(test_images, test_labels), epochs=epochs)


@probe("compare(train_set, test_set, epochs={epochs}, seed=seed), one after the other for seed in {seeds}")
def repeated(student, images, labels, test_images, test_labels, epochs, seeds):
    sets = TensorDataset(images, labels), TensorDataset(test_images, test_labels)
    return [student.compare(*sets, epochs=epochs, seed=seed) for seed in seeds]


def curves(got):
    """Return the four lists of a result."""
    named = isinstance(got, dict) and all(isinstance(got.get(key), dict) for key in ("baseline", "regularized"))
    expect(named, got=got, expected="a dict with the keys 'baseline' and 'regularized', each with a dict")
    found = [got[key].get(part) for key in ("baseline", "regularized") for part in ("train_accuracy", "test_accuracy")]
    lists = all(isinstance(values, list) and all(isinstance(v, (int, float)) for v in values) for values in found)
    expect(lists, got=got, expected="lists of floats for 'train_accuracy' and 'test_accuracy'")
    return found


@graded(hint="Measure once after each epoch, and append a float, a share between 0 and 1.")
def test_there_is_one_accuracy_per_epoch(student):
    """There are four lists, each with one float in [0, 1] for each epoch."""
    for epochs in (3, 1):
        found = curves(student(accuracies, *dots(40, 0), *dots(30, 1), epochs))
        for values in found:
            floats = all(isinstance(value, float) and 0 <= value <= 1 for value in values)
            expect(floats and len(values) == epochs, got=values, expected="a share between 0 and 1 for each epoch")


@graded(hint="Count what is right in all batches, then divide once by the size of the set.")
def test_an_accuracy_is_a_share_of_the_whole_set(student):
    """With 113 test images, each test accuracy is a multiple of 1/113."""
    _, baseline, _, regularized = curves(student(accuracies, *dots(90, 2), *dots(113, 3), 2))
    for value in baseline + regularized:
        expect(abs(113 * value - round(113 * value)) < 1e-3, got=value, expected="a multiple of 1/113 = 0.00885")


@graded(hint="After each epoch call model.eval(), and measure both sets by the same function.")
def test_a_set_given_twice_gets_one_accuracy(student):
    """When the train set is given as test set too, train and test accuracy agree: both are measured in eval mode."""
    sets = dots(200, 4)
    found = curves(student(accuracies, *sets, *sets, 3))
    for train, test in (found[:2], found[2:]):
        same = all(abs(a - b) < 1.5 / 200 for a, b in zip(train, test, strict=False))
        expect(same, got=train, expected=test)


@graded(hint="Train on train_set only, and use test_set only to count.")
def test_the_test_set_is_never_trained_on(student):
    """Where labels are drawn at random, the test accuracy stays near 10 %."""
    _, baseline, _, regularized = curves(student(accuracies, *dots(200, 5), *dots(200, 6), 8))
    for values in (baseline, regularized):
        expect(all(value < 0.3 for value in values), got=values, expected="values about 0.1, pure chance")


@graded(hint="Call torch.manual_seed(seed) before each network is made: its weights are drawn at random as well.")
def test_the_seed_decides(student):
    """The same seed gives the same numbers, and another seed gives others."""
    got = student(repeated, *dots(100, 7), *dots(100, 8), 3, [1, 1, 2])
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="three results")
    first, again, other = (curves(result) for result in got)
    expect(first == again, got=again, expected=first)
    expect(first != other, got=other, expected="other numbers for seed=2")
