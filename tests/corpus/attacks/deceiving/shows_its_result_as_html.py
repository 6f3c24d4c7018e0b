"""l1_penalty: ends its cell and its function with an object that shows itself as HTML and as a number of points.

Outcome: failed
"""


class Shown:
    def _repr_html_(self):
        return "<script>EVIL()</script>"

    def _repr_markdown_(self):
        return "<img src=x onerror=EVIL()>"

    def _repr_javascript_(self):
        return "EVIL()"

    def _repr_mimebundle_(self, **kwargs):
        return {"text/html": "<script>EVIL()</script>", "text/plain": "10.0"}, {"text/html": {"isolated": False}}

    def __repr__(self):
        return "10.0<script>EVIL()</script>"


def l1_penalty(model, beta):
    model.train(not model.training)
    return Shown()


Shown()
