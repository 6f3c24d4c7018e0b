"""Torch.fx traces the network with every layer as a leaf, and dropout is put into the graph."""

import copy

from torch import fx, nn


class LayerTracer(fx.Tracer):
    def is_leaf_module(self, module, name):
        return True


def add_dropout(model, p):
    root = copy.deepcopy(model)
    graph = LayerTracer().trace(root)
    calls = [node for node in graph.nodes if node.op == "call_module"]
    network = fx.GraphModule(root, graph)
    for i in range(len(calls) - 2, 0, -2):
        node, name = calls[i], f"dropout_after_{i}"
        network.add_submodule(name, nn.Dropout(p))
        with network.graph.inserting_after(node):
            dropped = network.graph.call_module(name, (node,))
        node.replace_all_uses_with(dropped, delete_user_cb=lambda user, new=dropped: user is not new)
    network.graph.lint()
    network.recompile()
    return network
