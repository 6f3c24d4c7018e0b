"""One regularizer for all layers, whose strength each call sets anew.

Fails:
    a_model_adds_up_its_layers_losses
"""

import keras

penalty = keras.regularizers.L2(0.0)


def l2_dense(units, beta):
    penalty.l2 = beta
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
