"""One regularizer for all layers, whose strength each call sets anew.

Fails:
    a_model_adds_up_its_layers_losses
"""

import keras

penalty = keras.regularizers.L1(0.0)


def l1_dense(units, beta):
    penalty.l1 = beta
    return keras.layers.Dense(units, kernel_regularizer=penalty, bias_regularizer=penalty)
