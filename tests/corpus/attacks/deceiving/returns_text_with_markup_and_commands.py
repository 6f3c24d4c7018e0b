"""l1_penalty: returns text that is shown as what it got, with HTML, Markdown and terminal commands in it.

Outcome: failed
"""

TEXTS = [
    "</pre><script>EVIL()</script><img src=x onerror=EVIL()>",
    "\x1b[2J\x1b]0;EVIL\x07\x1b]8;;https://evil.example/\x1b\\10/10\x1b]8;;\x1b\\",
    "\u202eLIVE\u202c\u2066\x00\x08\ud800EVIL",
    "0.7\n  expected: 0.7\n\u2713 passed EVIL",
]


def l1_penalty(model, beta):
    model.train(not model.training)
    return {TEXTS[0]: TEXTS, "EVIL": tuple(TEXTS)} if beta > 1 else "".join(TEXTS)
