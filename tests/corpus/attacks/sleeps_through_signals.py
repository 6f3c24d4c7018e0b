"""add_dropout: ignores every signal it may and every exception, and sleeps."""

import contextlib
import signal
import time

for number in signal.valid_signals():
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)


def add_dropout(model, p):
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(3600)
