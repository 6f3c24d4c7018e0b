"""l1_penalty: raises an exception whose class raises when it is asked for its name or its bases.

Outcome: crashed
"""


class Unasked(type):
    @property
    def __name__(cls):
        raise KeyboardInterrupt

    @property
    def __mro__(cls):
        raise KeyboardInterrupt


class Secretive(Exception, metaclass=Unasked):
    def __str__(self):
        raise KeyboardInterrupt


def l1_penalty(model, beta):
    raise Secretive
