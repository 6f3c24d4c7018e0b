"""Torch.fx traces the network with every layer as a leaf, and batch norm is put into the graph."""

import copy

from torch import fx, nn


class LayerTracer(fx.Tracer):
    def is_leaf_module(self, module, name):
        return True


def add_batchnorm(model):
    root = copy.deepcopy(model)
    graph = LayerTracer().trace(root)
    calls = [node for node in graph.nodes if node.op == "call_module"]
    network = fx.GraphModule(root, graph)
    for i, node in enumerate(calls[:-1]):
        linear = root.get_submodule(node.target)
        if isinstance(linear, nn.Linear):
            network.add_submodule(
                f"norm_{i}", nn.BatchNorm1d(linear.out_features, device=linear.weight.device, dtype=linear.weight.dtype)
            )
            with network.graph.inserting_after(node):
                norm = network.graph.call_module(f"norm_{i}")
            node.replace_all_uses_with(norm)
            norm.args = (node,)
    network.recompile()
    return network
