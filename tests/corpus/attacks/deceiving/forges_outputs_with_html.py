"""l1_penalty: writes outputs of its own into the list that the shell keeps, with HTML in every part of them.

Outcome: failed
"""

from IPython import get_ipython
from IPython.display import HTML, display

SCRIPT = "<script>EVIL()</script>"
OUTPUTS = [
    {"output_type": "display_data", "data": {"text/html": SCRIPT, "text/plain": SCRIPT}, "metadata": {SCRIPT: SCRIPT}},
    {
        "output_type": "update_display_data",
        "data": {"text/html": SCRIPT},
        "metadata": {},
        "transient": {"display_id": "x"},
    },
    {
        "output_type": "execute_result",
        "data": {"text/plain": "10.0"},
        "metadata": {},
        "execution_count": 1,
        "x": SCRIPT,
    },
    {"output_type": "execute_result", "data": {"text/plain": "10.0"}, "metadata": {}, "execution_count": SCRIPT},
    {"output_type": "stream", "name": f"stdout{SCRIPT}", "text": SCRIPT},
    {"output_type": "stream", "name": "stdout", "text": [SCRIPT], "metadata": {"tags": [SCRIPT]}},
    {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [SCRIPT, {"text/html": SCRIPT}]},
    {"output_type": SCRIPT, "data": {"text/html": SCRIPT}},
    {"output_type": "display_data", "data": {"image/png": f'iVBORw0KGgo="><{SCRIPT}'}, "metadata": {}},
]

recorder = getattr(get_ipython(), "_recorder", None)
if recorder is not None:
    recorder.outputs += OUTPUTS
else:
    display(HTML(SCRIPT), metadata={"tags": [SCRIPT]}, display_id=SCRIPT)


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
