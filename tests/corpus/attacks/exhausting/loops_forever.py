"""l1_penalty: does not return.

Outcome: timed out
Says: did not finish within
"""

import time

end = time.monotonic() + 90


def l1_penalty(model, beta):
    while time.monotonic() < end:
        pass
