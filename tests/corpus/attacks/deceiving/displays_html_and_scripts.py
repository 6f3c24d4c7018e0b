"""l1_penalty: displays HTML, scripts and frames, which act in the browser of whoever opens the feedback.

Outcome: failed
"""

from IPython.core.display import Javascript
from IPython.display import HTML, IFrame, Markdown, display, display_html, display_javascript

PAGE = """
<script>EVIL()</script><img src=x onerror="EVIL()"><svg onload="EVIL()"></svg>
<iframe srcdoc="<script>parent.EVIL()</script>"></iframe><object data="javascript:EVIL()"></object>
<style>.output_subarea { display: none } body::before { content: "EVIL 10 / 10" }</style>
<details open ontoggle="EVIL()"></details><form action="https://evil.example/"><input autofocus onfocus="EVIL()"></form>
"""

display(HTML(PAGE))
display(Javascript("EVIL()"))
display(IFrame("https://evil.example/", 10, 10))
display(Markdown(f"[x](javascript:EVIL())\n\n{PAGE}"))
display_html(PAGE, raw=True)
display_javascript("EVIL()", raw=True)
display({"text/html": PAGE, "text/plain": PAGE, "application/javascript": "EVIL()"}, raw=True)


def l1_penalty(model, beta):
    display(HTML(PAGE))
    model.train(not model.training)
    return -1.0
