"""l1_penalty: gives one name to one part after the other, so that who follows all ways through them needs terabytes.

Outcome: failed
"""

import torch as way


def l1_penalty(model, beta):
    return -1.0


if l1_penalty is None:
    way = way.a
    way = way.b
    way = way.c
    way = way.d
    way = way.e
    way = way.f
    way = way.g
    way = way.h
    way = way.i
    way = way.j
