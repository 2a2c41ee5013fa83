"""From a plain module to a `Network`: the layers that Stapes has, as torch.fx traces them."""

import operator

import torch
from torch import fx, nn
from torch.nn import functional

from .network import Network


class ConversionError(ValueError):
    """Why a module cannot become a network: every part of it that Stapes has not."""


def convert(module, inputs, name=None, labels=None):
    """A network that computes what a module does, with its parameters.

    - `inputs`: of each argument by its name, a waveform's rate (`16000`), or the shape of one sample:
      (channels, length) of a sequence, where None is any length, (channels, height, width) of a
      picture. A waveform comes to the module as [batch, 1, samples].
    - `labels`: names of the classes, in order.

        network = convert(model, {"audio": 16000})

    The module's layers may be convolutions, batch norms, ReLU, ReLU6, leaky ReLU, pools, linear
    layers, dropout, flatten, softmax, sums, concatenations of channels, and a mean over all
    positions; raises ConversionError with all that is something else.
    """
    graph = fx.Tracer().trace(module)
    conversion = _Conversion(module, [_input(key, value) for key, value in inputs.items()])
    for node in graph.nodes:
        conversion.add(node)
    if conversion.problems:
        raise ConversionError("; ".join(conversion.problems))
    architecture = {
        "name": name or type(module).__name__.lower(), "inputs": conversion.inputs,
        "layers": conversion.layers}
    if labels:
        architecture["labels"] = list(labels)
    network = Network(architecture)
    state = network.state_dict()
    for layer, source in conversion.modules.items():
        for key, value in source.state_dict().items():
            if key != "num_batches_tracked":
                state[f"{layer}.{key}"].copy_(value)
    return network.train(module.training)


def _input(name, value):
    if isinstance(value, int):
        return {"name": name, "kind": "waveform", "rate": value}
    if len(value) == 2:
        entry = {"name": name, "kind": "sequence", "channels": value[0]}
        return entry if value[1] is None else {**entry, "length": value[1]}
    channels, height, width = value
    return {
        "name": name, "kind": "picture", "channels": channels, "height": height, "width": width}


class _Conversion:
    """Layers by the nodes of a traced graph."""

    def __init__(self, module, inputs):
        self.inputs, self.layers, self.modules, self.problems = inputs, [], {}, []
        self._parts = dict(module.named_modules())
        self._names = {}
        # Means over all positions, which are vectors here: behind them, flattening does nothing.
        self._pooled = set()

    def add(self, node):
        try:
            getattr(self, f"_{node.op}")(node)
        except _Unsupported as problem:
            self.problems.append(f"{node.name}: {problem}")
            self._names[node] = node.name

    def _placeholder(self, node):
        if node.name not in [entry["name"] for entry in self.inputs]:
            raise _Unsupported("is an argument of the module, but not in inputs")
        self._names[node] = node.name

    def _get_attr(self, node):
        raise _Unsupported("a parameter outside of a layer")

    def _output(self, node):
        if not isinstance(node.args[0], fx.Node):
            raise _Unsupported("the module returns more than one tensor")

    def _call_module(self, node):
        part = self._parts[node.target]
        if isinstance(part, nn.Identity):
            self._names[node] = self._names[node.args[0]]
            return
        layer = _layer_of_module(part)
        self._append(node, layer, [node.args[0]], part)

    def _call_function(self, node):
        function = node.target
        if function in (operator.add, torch.add):
            if not all(isinstance(argument, fx.Node) for argument in node.args) or node.kwargs:
                raise _Unsupported("a sum with a number")
            self._append(node, {"op": "add"}, node.args)
        elif function in (torch.cat, torch.concat):
            parts, *axis = node.args
            _require((axis or [node.kwargs.get("dim", 0)])[0] == 1, "concatenates other than channels")
            self._append(node, {"op": "concat"}, parts)
        else:
            self._append(node, _layer_of_function(function, node), node.args[:1])

    def _call_method(self, node):
        methods = {"relu": functional.relu, "flatten": torch.flatten, "mean": torch.mean,
                   "softmax": torch.softmax}
        if node.target not in methods:
            raise _Unsupported(f"the method {node.target}")
        self._append(node, _layer_of_function(methods[node.target], node), node.args[:1])

    def _append(self, node, layer, sources, part=None):
        name = node.name
        if layer["op"] == "flatten" and sources[0] in self._pooled:
            self._names[node] = self._names[sources[0]]
            return
        if layer["op"] == "global_average_pool":
            self._pooled.add(node)
        self.layers.append(
            {"name": name, **layer, "from": [self._names[source] for source in sources]})
        if part is not None and layer["op"] in ("batch_norm", "fully_connected") or (
            layer["op"].startswith("convolution")):
            self.modules[name] = part
        self._names[node] = name


class _Unsupported(ValueError):
    pass


def _require(condition, problem):
    if not condition:
        raise _Unsupported(problem)


def _layer_of_module(part):
    kind = type(part)
    if kind in (nn.Conv1d, nn.Conv2d):
        _require(set(part.dilation) == {1}, "a dilated convolution")
        _require(part.padding_mode == "zeros", f"padding with {part.padding_mode}")
        _require(not isinstance(part.padding, str), f"padding {part.padding!r}; give a number")
        return {
            "op": "convolution1d" if kind is nn.Conv1d else "convolution2d",
            "channels": part.out_channels, "kernel": _size(part.kernel_size),
            "stride": _size(part.stride), "padding": _size(part.padding), "groups": part.groups,
            "bias": part.bias is not None}
    if kind in (nn.BatchNorm1d, nn.BatchNorm2d):
        _require(part.affine and part.track_running_stats, "a batch norm without parameters")
        return {"op": "batch_norm", "epsilon": part.eps}
    if kind is nn.Linear:
        return {
            "op": "fully_connected", "outputs": part.out_features, "bias": part.bias is not None}
    if kind in (nn.MaxPool1d, nn.MaxPool2d):
        _require(part.dilation in (1, (1,), (1, 1)), "a dilated pool")
        return _pool("max_pool", kind is nn.MaxPool2d, part)
    if kind in (nn.AvgPool1d, nn.AvgPool2d):
        _require(
            not part.count_include_pad or _size(part.padding) == 0,
            "an average that counts padding; give count_include_pad=False")
        return _pool("average_pool", kind is nn.AvgPool2d, part)
    if kind in (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d):
        _require(_size(part.output_size) == 1, "an adaptive pool to more than one position")
        return {"op": "global_average_pool"}
    if kind is nn.LeakyReLU:
        return {"op": "leaky_relu", "slope": part.negative_slope}
    if kind is nn.Dropout:
        return {"op": "dropout", "rate": part.p}
    if kind is nn.Flatten:
        _require(part.start_dim == 1 and part.end_dim == -1, "flattens other than all of a sample")
        return {"op": "flatten"}
    if kind is nn.Softmax:
        _require(part.dim in (1, -1), "a softmax over other than the scores")
        return {"op": "softmax"}
    if kind in (nn.ReLU, nn.ReLU6):
        return {"op": "relu" if kind is nn.ReLU else "relu6"}
    raise _Unsupported(f"there is no layer for {kind.__name__}")


def _pool(op, is_picture, part):
    _require(not part.ceil_mode, "a pool that rounds up")
    return {
        "op": op + ("2d" if is_picture else "1d"), "kernel": _size(part.kernel_size),
        "stride": _size(part.stride), "padding": _size(part.padding)}


def _layer_of_function(function, node):
    arguments, keywords = node.args[1:], node.kwargs
    first = (arguments or [next(iter(keywords.values()), None)])[0]
    if function in (functional.relu, torch.relu):
        return {"op": "relu"}
    if function is functional.relu6:
        return {"op": "relu6"}
    if function is functional.leaky_relu:
        return {"op": "leaky_relu", "slope": 0.01 if first is None else first}
    if function in (torch.flatten,):
        _require(first == 1, "flattens other than all of a sample")
        return {"op": "flatten"}
    if function in (torch.softmax, functional.softmax):
        _require(first in (1, -1), "a softmax over other than the scores")
        return {"op": "softmax"}
    if function is torch.mean:
        axes = tuple(first) if isinstance(first, (list, tuple)) else (first,)
        _require(axes in ((2,), (-1,), (2, 3), (-2, -1)), "a mean over other than all positions")
        _require(not keywords.get("keepdim"), "a mean that keeps its axes; leave keepdim out")
        return {"op": "global_average_pool"}
    if function in (torch.unsqueeze,):
        _require(first == 1, "an axis in another place than before the channels")
        return {"op": "transpose"}
    raise _Unsupported(f"there is no layer for {getattr(function, '__name__', function)}")


def _size(size):
    """One number where height and width are the same."""
    if isinstance(size, int):
        return size
    return size[0] if len(set(size)) == 1 else list(size)
