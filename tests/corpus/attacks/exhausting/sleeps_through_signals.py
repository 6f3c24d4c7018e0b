"""add_dropout: ignores every signal it may and every exception, and sleeps.

Outcome: timed out
Says: did not finish within
"""

import contextlib
import signal
import time

end = time.monotonic() + 90
for number in signal.valid_signals():
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)


def add_dropout(model, p):
    while time.monotonic() < end:
        with contextlib.suppress(BaseException):
            time.sleep(90)
