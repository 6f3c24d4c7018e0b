"""l1_penalty: puts 20 MB of outputs straight into the list that the shell keeps, past the limits of printing.

Outcome: failed
"""

from IPython import get_ipython
from IPython.display import HTML, display

shell = get_ipython()
recorder = getattr(shell, "_recorder", None)
if recorder is not None:
    page = {"text/html": "<script>EVIL()</script>", "text/plain": "EVIL " * 2000}
    recorder.outputs += [{"output_type": "display_data", "data": page, "metadata": {}} for _ in range(1000)]
    recorder.outputs += [{"output_type": "stream", "name": "stdout", "text": "EVIL " * 2000} for _ in range(1000)]
else:
    for _ in range(2000):
        display(HTML("<script>EVIL()</script>" + "EVIL " * 2000))


def l1_penalty(model, beta):
    model.train(not model.training)
    return -1.0
