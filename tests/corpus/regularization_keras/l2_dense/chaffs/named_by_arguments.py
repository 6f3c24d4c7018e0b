"""Names the layer after its arguments: no model takes two that are alike.

Fails:
    a_model_adds_up_its_layers_losses
"""

from keras import layers, regularizers


def l2_dense(units, beta):
    name = f"l2_dense_{units}_{beta}".replace(".", "_").replace("-", "_")
    penalty = regularizers.L2(beta)
    return layers.Dense(units, name=name, kernel_regularizer=penalty, bias_regularizer=penalty)
