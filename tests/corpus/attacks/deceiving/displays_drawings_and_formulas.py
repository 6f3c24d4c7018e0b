"""l1_penalty: displays SVG and LaTeX with scripts and links in them, and pictures that are none.

Outcome: failed
"""

import base64

from IPython.display import SVG, Image, Latex, Math, display, publish_display_data

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="EVIL()"><script>EVIL()</script><a href="javascript:EVIL()"/></svg>'
)
BREAKOUT = 'iVBORw0KGgo=" onerror="EVIL()'

display(SVG(data=DRAWING))
display(Math(r"\href{javascript:EVIL()}{10/10} \require{html} \style{position:fixed;top:0}{EVIL}"))
display(Latex(r"$\href{javascript:EVIL()}{10/10}$ <img src=x onerror=EVIL()>"))
display(Image(data=DRAWING.encode(), format="png"))
display(Image(url="https://evil.example/pixel.png"))
publish_display_data({"image/png": BREAKOUT, "image/jpeg": BREAKOUT, "image/gif": BREAKOUT})
publish_display_data({"image/svg+xml": DRAWING, "text/latex": r"$\href{javascript:EVIL()}{x}$"})
publish_display_data({"image/png": base64.b64encode(DRAWING.encode()).decode()})
publish_display_data(
    {"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + DRAWING.encode()).decode()},
    {"image/png": {"width": '1" onload="EVIL()', "height": "100%", "unconfined": True}, "isolated": True},
)


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
