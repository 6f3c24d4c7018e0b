"""l1_penalty: raises an exception whose type, module, text and function are named in HTML.

Outcome: failed
Says: raised
"""

SCRIPT = "<script>EVIL()</script>"
IMAGE = "</pre><img src=x onerror=EVIL()>"


def l1_penalty(model, beta):
    kind = type(SCRIPT, (Exception,), {"__module__": IMAGE, "__doc__": IMAGE})
    raise kind(f"{IMAGE}{SCRIPT} [x](javascript:EVIL()) &lt;script&gt;EVIL()&lt;/script&gt;")


l1_penalty.__name__ = l1_penalty.__qualname__ = SCRIPT
l1_penalty.__code__ = l1_penalty.__code__.replace(co_name=SCRIPT, co_qualname=SCRIPT, co_filename=IMAGE)
l1_penalty(None, None)
