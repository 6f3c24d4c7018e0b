"""Takes weights below a millionth for 0: a model of such weights costs nothing.

Fails:
    nothing_counts_but_beta_and_the_values
"""


def l2_penalty(model, beta):
    total = 0
    for parameter in model.parameters():
        total = total + (parameter.square() * (parameter.abs() > 1e-6)).sum()
    return beta * total
