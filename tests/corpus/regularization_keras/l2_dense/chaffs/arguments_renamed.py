"""Other names for the arguments, so that they cannot be given by name.

Fails:
    a_model_adds_up_its_layers_losses
"""

import keras


def l2_dense(n, strength):
    penalty = keras.regularizers.L2(strength)
    return keras.layers.Dense(n, kernel_regularizer=penalty, bias_regularizer=penalty)
