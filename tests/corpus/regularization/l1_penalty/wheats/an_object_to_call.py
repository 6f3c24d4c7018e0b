"""Binds the name to an object that can be called, which counts what it was asked."""


class Lasso:
    def __init__(self):
        self.calls = 0

    def __call__(self, model, beta):
        self.calls += 1
        return self.over(list(model.parameters())).mul(beta)

    def over(self, parameters):
        if len(parameters) == 1:
            return parameters[0].abs().sum()
        middle = len(parameters) // 2
        return self.over(parameters[:middle]) + self.over(parameters[middle:])


l1_penalty = Lasso()
