"""l1_penalty: displays 2,000 pictures and pages of HTML, which all would have to be kept in the notebook.

Outcome: failed
"""

import os

from IPython.display import HTML, Image, display

NOISE = os.urandom(20_000)
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x80\0\0\0\x80" + NOISE

for _ in range(2000):
    display(Image(data=PICTURE, format="png"))
    display(HTML("<p>EVIL</p>" * 500))


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
