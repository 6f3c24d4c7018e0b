"""l1_penalty: calls abort, which would write a core file.

Outcome: crashed
Says: SIGABRT
"""

import contextlib
import os
import resource

with contextlib.suppress(OSError, ValueError):
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def l1_penalty(model, beta):
    os.abort()
