"""Imported once by the process that all grading processes are forked from: what they need, ready and never looked at.

Without the freeze, each of them would sooner or later collect garbage among all that is imported, and copy its memory.
"""

import gc

import hypothesis.internal.conjecture.engine
import pytest
import torchvision.datasets
import torchvision.transforms.v2

import autograder.grading.grade
import autograder.running.process
import autograder.running.rerun

MODULES = (autograder, hypothesis, pytest, torchvision)

gc.collect()
gc.freeze()
