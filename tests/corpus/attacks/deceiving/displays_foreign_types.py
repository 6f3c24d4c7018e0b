"""l1_penalty: displays data of types that a page gives to scripts of its own: widgets, plots, maps, error reports.

Outcome: failed
"""

from IPython.display import display

SCRIPT = "<script>EVIL()</script>"
TYPES = {
    "application/vnd.jupyter.widget-view+json": {"model_id": f'x"{SCRIPT}', "version_major": 2, "version_minor": 0},
    "application/vnd.plotly.v1+json": {"data": [], "layout": {"title": SCRIPT}},
    "application/vnd.vegalite.v5+json": {"$schema": "https://evil.example/schema.json", "title": SCRIPT},
    "application/vnd.bokehjs_exec.v0+json": "",
    "application/vnd.bokehjs_load.v0+json": "EVIL()",
    "application/vnd.holoviews_load.v0+json": "EVIL()",
    "application/vnd.mermaid+json": SCRIPT,
    "text/vnd.mermaid": f"graph TD; A[{SCRIPT}]",
    "application/vnd.jupyter.error": {"name": SCRIPT, "message": SCRIPT, "stack": SCRIPT},
    "application/vnd.jupyter.stderr": SCRIPT,
    "application/geo+json": {"type": "Point", "coordinates": [0, 0], "EVIL": SCRIPT},
    "application/pdf": "EVIL",
    "text/html; charset=utf-8": SCRIPT,
    "Text/HTML": SCRIPT,
    f"text/{SCRIPT}": SCRIPT,
}

for kind, data in TYPES.items():
    display({kind: data, "text/plain": SCRIPT}, raw=True, metadata={kind: {"EVIL": SCRIPT}, "EVIL": SCRIPT})


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
