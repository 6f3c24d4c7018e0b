"""l1_penalty: raises a group of exceptions that holds one group twice, 40 deep, for whoever prints all of them.

Outcome: timed out or failed or crashed
"""

bomb = ExceptionGroup("EVIL", [ValueError("EVIL")])
for _ in range(40):
    bomb = ExceptionGroup("EVIL", [bomb, bomb])


def l1_penalty(model, beta):
    raise bomb


raise bomb
