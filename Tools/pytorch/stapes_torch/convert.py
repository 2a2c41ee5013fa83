"""From a plain module to a `Network`: the layers that Stapes has, as torch.fx traces them."""

import operator

import torch
from torch import fx, nn
from torch.nn import functional

from .architectures import ArchitectureError
from .network import Network


class ConversionError(ValueError):
    """Why a module cannot become a network: every part of it that Stapes has not."""


def convert(module, inputs, name=None, labels=None):
    """A network that computes what a module does, with its parameters.

    - `inputs`: of each argument by its name, in their order, a waveform's rate (`16000`), or the shape of one sample:
      (channels, length) of a sequence, where None is any length, (channels, height, width) of a
      picture. A waveform comes to the module as [batch, 1, samples].
    - `labels`: names of the classes, in order.

        network = convert(model, {"audio": 16000})

    The module's layers may be convolutions, batch norms, ReLU, ReLU6, leaky ReLU, pools, linear
    layers, dropout, flatten, softmax, sums, concatenations of channels, and a mean over all
    positions; raises ConversionError with all that is something else.
    """
    try:
        graph = fx.Tracer().trace(module)
    except (fx.proxy.TraceError, TypeError) as error:
        raise ConversionError(f"the module cannot be traced: {error}") from None
    arguments = [node.target for node in graph.nodes if node.op == "placeholder"]
    if arguments != list(inputs):
        raise ConversionError(f"the module takes {arguments}, and inputs are {list(inputs)}")
    conversion = _Conversion(module, [_input(key, value) for key, value in inputs.items()])
    for node in _used(graph):
        conversion.add(node)
    if conversion.problems:
        raise ConversionError("; ".join(conversion.problems))
    architecture = {
        "name": name or type(module).__name__.lower(), "inputs": conversion.inputs,
        "layers": conversion.layers}
    if labels:
        architecture["labels"] = list(labels)
    try:
        network = Network(architecture)
    except ArchitectureError as error:
        raise ConversionError(str(error)) from None
    state = network.state_dict()
    for layer, source in conversion.modules.items():
        for key, value in source.state_dict().items():
            if key != "num_batches_tracked":
                state[f"{layer}.{key}"].copy_(value)
    return network.train(module.training)


def _used(graph):
    """The nodes that the output depends on, in their order."""
    used = {node for node in graph.nodes if node.op in ("output", "placeholder")}
    for node in reversed(graph.nodes):
        if node in used:
            used.update(node.all_input_nodes)
    return [node for node in graph.nodes if node in used]


def _input(name, value):
    if isinstance(value, int):
        return {"name": name, "kind": "waveform", "rate": value}
    if not isinstance(value, (tuple, list)) or len(value) not in (2, 3):
        raise ConversionError(f"{name}: an input is a rate, two sizes or three, not {value!r}")
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
        # Axes of a batch of what a node yields.
        self._axes = {}
        # Means over all positions, which are vectors here: behind them, flattening does nothing.
        self._pooled = set()
        # Nodes that compute sizes, from which flattening is told.
        self._sizes = set()

    def add(self, node):
        try:
            getattr(self, f"_{node.op}")(node)
        except _Unsupported as problem:
            self._give_up(node, problem)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            self._give_up(node, "is called in a way that is not known")

    def _give_up(self, node, problem):
        """Names what is not supported, and goes on as if it were, so that all of it is named."""
        self.problems.append(f"{node.name}: {problem}")
        self._names[node] = node.name
        self._axes[node] = next((self._axes.get(source, 4) for source in node.all_input_nodes), 4)

    def _placeholder(self, node):
        entry = next(entry for entry in self.inputs if entry["name"] == node.target)
        self._names[node] = node.target
        self._axes[node] = 4 if entry["kind"] == "picture" else 3

    def _get_attr(self, node):
        raise _Unsupported("a parameter outside of a layer")

    def _output(self, node):
        if not isinstance(node.args[0], fx.Node):
            raise _Unsupported("the module returns more than one tensor")

    def _call_module(self, node):
        source = (list(node.args) + list(node.kwargs.values()))[0]
        part = self._parts[node.target]
        if isinstance(part, nn.Identity):
            self._alias(node, source)
            return
        if getattr(part, "inplace", False):
            self._require_unread(source)
        layer = _layer_of_module(part)
        if layer["op"] in _LEARNING and any(part is other for other in self.modules.values()):
            raise _Unsupported("a layer that is used twice; each use has parameters of its own here")
        self._append(node, layer, [source], part)

    def _call_function(self, node):
        function = node.target
        if function is getattr and node.args[1] == "shape" or (
            function is operator.getitem and node.args[0] in self._sizes):
            self._sizes.add(node)
        elif function in (operator.add, operator.iadd, torch.add):
            self._sum(node)
        elif function in (torch.cat, torch.concat, torch.concatenate):
            parts = node.kwargs.get("tensors") or node.args[0]
            axis = node.kwargs.get("dim", (list(node.args[1:]) or [0])[0])
            _require(axis in (1, 1 - self._axes[parts[0]]), "concatenates other than channels")
            self._append(node, {"op": "concat"}, parts)
        else:
            self._function(node, function)

    def _call_method(self, node):
        if node.target == "size":
            self._sizes.add(node)
        elif node.target in ("add", "add_"):
            self._sum(node)
        elif node.target in _METHODS:
            if node.target.endswith("_"):
                self._require_unread(node.args[0])
            self._function(node, _METHODS[node.target])
        else:
            raise _Unsupported(f"the method {node.target}")

    def _sum(self, node):
        both = list(node.args) + [node.kwargs[key] for key in ("input", "other") if key in node.kwargs]
        if len(both) != 2 or not all(isinstance(addend, fx.Node) for addend in both):
            raise _Unsupported("a sum with something else than a tensor")
        _require(node.kwargs.get("alpha", 1) == 1, "a sum with a factor")
        self._append(node, {"op": "add"}, both)

    def _function(self, node, function):
        source, *arguments = list(node.args) or [node.kwargs["input"]]
        keywords = {key: value for key, value in node.kwargs.items() if key != "input"}
        if keywords.pop("inplace", False):
            self._require_unread(source)
        if function in _SHAPERS:
            self._flatten(node, source, arguments, keywords, function)
        elif function in (torch.mean,):
            self._mean(node, source, arguments, keywords)
        elif function in _MODULES:
            names, kind = _MODULES[function]
            given = {**dict(zip(names, arguments)), **keywords}
            given.pop("return_indices", None)
            given.pop("training", None)
            self._append(node, _layer_of_module(kind(**given)), [source])
        elif function in (torch.softmax, functional.softmax):
            axis = keywords.get("dim", (arguments or [None])[0])
            _require(axis in (1, -1), "a softmax over other than the scores")
            self._append(node, {"op": "softmax"}, [source])
        elif function is torch.unsqueeze:
            axis = keywords.get("dim", (arguments or [None])[0])
            _require(axis in (1, -3) and self._axes[source] == 3, "an axis that is not in front of channels")
            self._append(node, {"op": "transpose"}, [source])
        else:
            name = getattr(function, "__name__", function)
            raise _Unsupported(f"there is no layer for {name}")

    def _flatten(self, node, source, arguments, keywords, function):
        """Anything that makes a vector of each sample."""
        if function is torch.flatten:
            start, end = ({0: keywords.get("start_dim", 0), 1: keywords.get("end_dim", -1)}[place]
                          if place >= len(arguments) else arguments[place] for place in (0, 1))
            flattens = start == 1 and end in (-1, self._axes[source] - 1)
        elif function is torch.squeeze:
            flattens = source in self._pooled
        else:
            sizes = list(arguments[0]) if isinstance(arguments[0], (tuple, list)) else arguments
            flattens = len(sizes) == 2 and sizes[1] == -1
        _require(flattens, "reshapes other than to all values of a sample")
        self._append(node, {"op": "flatten"}, [source])

    def _mean(self, node, source, arguments, keywords):
        axes = keywords.get("dim", (arguments or [None])[0])
        axes = axes if isinstance(axes, (tuple, list)) else [axes]
        rank = self._axes[source]
        _require(
            None not in axes and rank > 2 and {axis % rank for axis in axes} == set(range(2, rank)),
            "a mean over other than all positions")
        self._append(node, {"op": "global_average_pool"}, [source])

    def _require_unread(self, source):
        """An op in place changes what others read as well, whether its own result is used or not."""
        _require(len(source.users) == 1, "changes a tensor in place that is read elsewhere too")

    def _alias(self, node, source):
        self._names[node], self._axes[node] = self._names[source], self._axes[source]
        if source in self._pooled:
            self._pooled.add(node)

    def _append(self, node, layer, sources, part=None):
        op = layer["op"]
        if op == "flatten" and sources[0] in self._pooled:
            self._alias(node, sources[0])
            return
        # Parts of a Sequential are called by numbers.
        name = f"layer{node.name}" if node.name.startswith("_") else node.name
        self.layers.append(
            {"name": name, **layer, "from": [self._names[source] for source in sources]})
        if op in _LEARNING:
            self.modules[name] = part
        self._names[node] = name
        ranks = {"flatten": 2, "fully_connected": 2, "global_average_pool": 2, "transpose": 4}
        self._axes[node] = ranks.get(op, self._axes[sources[0]])
        if op == "global_average_pool" or sources[0] in self._pooled:
            self._pooled.add(node)


_LEARNING = ("convolution1d", "convolution2d", "batch_norm", "fully_connected")
_SHAPERS = (torch.flatten, torch.squeeze, torch.reshape)
_METHODS = {
    "relu": torch.relu, "relu_": torch.relu, "flatten": torch.flatten, "squeeze": torch.squeeze,
    "view": torch.reshape, "reshape": torch.reshape, "mean": torch.mean, "softmax": torch.softmax,
    "unsqueeze": torch.unsqueeze,
}
_POOLED = ("kernel_size", "stride", "padding")
# Functions as the modules that compute the same, with the names of their arguments.
_MODULES = {
    torch.relu: ((), nn.ReLU),
    functional.relu: ((), nn.ReLU),
    functional.relu6: ((), nn.ReLU6),
    functional.leaky_relu: (("negative_slope",), nn.LeakyReLU),
    functional.dropout: (("p",), nn.Dropout),
    functional.max_pool1d: (_POOLED, nn.MaxPool1d),
    functional.max_pool2d: (_POOLED, nn.MaxPool2d),
    functional.avg_pool1d: ((*_POOLED, "ceil_mode", "count_include_pad"), nn.AvgPool1d),
    functional.avg_pool2d: ((*_POOLED, "ceil_mode", "count_include_pad"), nn.AvgPool2d),
    functional.adaptive_avg_pool1d: (("output_size",), nn.AdaptiveAvgPool1d),
    functional.adaptive_avg_pool2d: (("output_size",), nn.AdaptiveAvgPool2d),
}


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
        padding = part.padding
        if isinstance(padding, str):
            strides = set(part.stride)
            _require(
                padding == "valid" or (strides == {1} and all(k % 2 for k in part.kernel_size)),
                f"padding {padding!r} of an even window; give a number")
            padding = tuple(k // 2 if padding == "same" else 0 for k in part.kernel_size)
        return {
            "op": "convolution1d" if kind is nn.Conv1d else "convolution2d",
            "channels": part.out_channels, "kernel": _size(part.kernel_size),
            "stride": _size(part.stride), "padding": _size(padding), "groups": part.groups,
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
        _require(getattr(part, "divisor_override", None) is None, "an average with another divisor")
        return _pool("average_pool", kind is nn.AvgPool2d, part)
    if kind in (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d):
        _require(part.output_size in (1, (1,), (1, 1), [1, 1]), "an adaptive pool to more than one position")
        return {"op": "global_average_pool"}
    if kind is nn.LeakyReLU:
        return {"op": "leaky_relu", "slope": part.negative_slope}
    if kind in (nn.Dropout, nn.Dropout1d, nn.Dropout2d):
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


def _size(size):
    """One number where height and width are the same."""
    if isinstance(size, int):
        return size
    return size[0] if len(set(size)) == 1 else list(size)
