"""l1_penalty: hashes a tuple that is nested a million times, which recurses in C without any check of the depth.

Outcome: crashed
Says: SIGSEGV
"""


def l1_penalty(model, beta):
    nested = ()
    for _ in range(10**6):
        nested = (nested,)
    return hash(nested)
