"""Nothing is trained: all numbers are 0.

Fails:
    none
"""


def compare(train_set, test_set, epochs=15, seed=0):
    zeros = {"train_accuracy": [0.0] * epochs, "test_accuracy": [0.0] * epochs}
    return {"baseline": zeros, "regularized": zeros}
