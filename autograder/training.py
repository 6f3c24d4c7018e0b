"""What a training test is judged by: an `Experiment`, and right and wrong solutions that set its thresholds.

``tests/hidden/<assignment>/calibration.py`` names the experiment, ``autograder calibrate ASSIGNMENT`` measures it, and
a hidden test judges by it with the fixture ``judged``::

    @graded(points=2, seconds=60)
    def test_it_overfits_less_than_the_plain_model(student, judged):
        \"\"\"The gap between training and test accuracy is smaller than the plain model's.\"\"\"
        judged(EXPERIMENT, lambda seed: train(student, seed))
"""

from autograder.grading.calibration import Experiment, Run, Scores, Side, seed_to_send

__all__ = ["Experiment", "Run", "Scores", "Side", "seed_to_send"]
