"""l1_penalty: never returns."""


def l1_penalty(model, beta):
    while True:
        pass
