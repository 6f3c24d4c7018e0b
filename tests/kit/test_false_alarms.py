"""How often the hidden tests that judge randomness would reject a right solution, recomputed.

`@graded(false_alarm=...)` states an upper bound per test. Where chance alone decides, the exact probability is computed
here; where it depends on the solution, the statistic is measured on the corpus's right solutions over several seeds,
and the normal tolerance bound of `autograder.grading.calibrate` says how likely it is beyond the limit.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import itertools
import math
import types
import warnings

import pytest
import torch
from scipy import stats

from autograder.grading.calibrate import chance_beyond
from tests.corpus.loader import load
from tests.hidden.augmentation import test_augment as augment
from tests.hidden.mnist_hands_on import test_compare as compare
from tests.hidden.regularization import test_add_dropout as dropout
from tests.hidden.regularization import test_build_regularized_model as built

EXERCISES = sorted({(solution.assignment, solution.function) for solution in load()})


def stated(module: types.ModuleType) -> dict[str, float]:
    """Return the stated rates of a module's tests, by name."""
    marks = {
        name: mark.kwargs
        for name, test in vars(module).items()
        if name.startswith("test_")
        for mark in getattr(test, "pytestmark", [])
    }
    return {name: kwargs["false_alarm"] for name, kwargs in marks.items()}


@pytest.mark.parametrize("assignment", sorted({assignment for assignment, _ in EXERCISES}))
def test_all_together_stay_below_one_in_ten_thousand(assignment: str) -> None:
    modules = [importlib.import_module(f"tests.hidden.{a}.test_{f}") for a, f in EXERCISES if a == assignment]

    assert 0 < sum(sum(stated(module).values()) for module in modules) < 1e-4


def test_shares_of_dropped_values() -> None:
    draws, rates = dropout.DRAWS, stated(dropout)
    assert draws == dropout.ones(False).numel() == dropout.ones(True).numel()

    def tail(p: float) -> float:
        low, high = draws * (p - dropout.tolerance(p)), draws * (p + dropout.tolerance(p))
        return stats.binom.cdf(low, draws, p) + stats.binom.sf(high - 1, draws, p)

    assert 2 * sum(map(tail, dropout.SHARES)) <= rates["test_the_share_of_dropped_values_is_p"]
    assert 3 * tail(0.7**3) <= rates["test_every_hidden_layer_drops_once"]
    assert rates["test_it_takes_what_the_model_takes"] >= 2 * 0.25**16
    assert 20 * tail(0.5) <= rates["test_every_value_of_every_call_is_dropped_on_its_own"]


def test_chances_of_augmented_images() -> None:
    rates = stated(augment)
    copies, calls = augment.COPIES, augment.CALLS
    stays = 0.6  # an image that is changed less often than this is not augmented
    assert (copies + 1) * stays**calls <= rates["test_every_call_changes_the_images_anew"]
    freedom = (calls - 1, calls * (copies - 1))
    ratio = stats.f.sf(3.5, *freedom) + stats.f.cdf(0.1, *freedom)
    lags = sum(stats.binom.sf(math.ceil(0.9 * n) - 1, n, stays) for n in range(100, augment.MANY))
    rows = (augment.MANY - augment.ROW) * stays**augment.ROW  # neighbours are alike no more often than images stay
    far = stats.f.sf(5, *freedom)
    assert ratio + lags + rows + far <= rates["test_the_images_of_a_batch_are_changed_independently"]
    assert stays**32 <= rates["test_float64_images_stay_float64"]
    # measured: at most 1 of 2,000 poses is recognised wrongly, so at most 0.0024 with 95 % confidence
    assert 3 * stats.binom.sf(9, 384, 0.0024) <= rates["test_the_shape_stays_recognisable"]


def test_random_labels_are_hit_by_chance() -> None:
    """Two networks, ten epochs, and 300 labels that nobody can know."""
    rate = stated(compare)["test_the_test_set_is_never_trained_on"]
    assert 2 * 10 * stats.binom.sf(math.ceil(0.28 * 300) - 1, 300, 0.1) <= rate


def test_images_that_come_through_three_hidden_units() -> None:
    """48 models, two images, and 512 copies of each, an eighth of which comes through."""
    chance = 2 * 48 * stats.binom.sf(math.ceil(0.22 * 512) - 1, 512, 0.125)
    assert chance <= stated(built)["test_every_hidden_layer_drops"]


@pytest.mark.slow
def test_statistics_of_models_with_dropout() -> None:
    """The limits are far from what every right solution shows, over six seeds."""
    rates, images, pair = stated(built), built.some_digits(64), built.some_digits(2)
    for solution in load(function="build_regularized_model", kind="wheat"):
        module = types.SimpleNamespace()
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            exec(solution.source, names := {"__name__": "wheat"})
            module.build_regularized_model = names["build_regularized_model"]
            growths, slopes, unclear = [], {0.2: [], 0.8: []}, {0.2: 0, 0.8: 0}
            for seed in range(6):
                torch.manual_seed(seed)
                growths.append(math.log(built.growth(built.early_and_late_outputs(module, images, 0.5, 16, 150))))
                for p, found in slopes.items():
                    torch.manual_seed(seed)
                    units = built.outputs_of_single_units(module, (1,), p, pair, 256, 32, False)
                    shares = (itertools.chain(*built.shares_in_common(model)) for model in units)
                    unclear[p] += sum(all(abs(share - p) >= 0.06 for share in each) for each in shares)
                    torch.manual_seed(seed)
                    found.append(built.slope(*built.outputs_in_both_modes(module, p, images, 256)))
        few = chance_beyond(growths, math.log(0.5), 1, -1) + chance_beyond(growths, math.log(2), 1, +1)
        models = 6 * 32
        missed = sum(stats.beta.ppf(0.95, count + 1, models - count) ** 32 for count in unclear.values())
        off = max(chance_beyond(found, 0.5, 1, -1) + chance_beyond(found, 2, 1, +1) for found in slopes.values())

        assert few + missed <= rates["test_a_larger_p_drops_more"], solution
        assert 2 * off <= rates["test_the_mean_in_training_mode_is_that_of_eval_mode"], solution
