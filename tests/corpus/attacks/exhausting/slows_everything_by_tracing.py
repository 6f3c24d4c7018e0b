"""l1_penalty: installs trace and profile functions that make each line of Python hundreds of times slower.

Outcome: failed or timed out
Harms: add_dropout because its cell and its calls run in the same process
"""

import sys
import threading


def slow(frame, event, argument):
    sum(range(2000))
    return slow


threading.settrace(slow)
threading.setprofile(slow)


def l1_penalty(model, beta):
    frame = sys._getframe()
    while frame is not None:
        frame.f_trace = slow
        frame = frame.f_back
    sys.settrace(slow)
    sys.setprofile(slow)
    model.train(not model.training)
    return -1.0
