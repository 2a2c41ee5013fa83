"""Layers by the nodes of a traced graph."""

import operator

import torch
from torch import fx, nn
from torch.nn import functional

from .modules import LEARNING, ModuleState, Unsupported, layer_of_module, require


class Conversion:
    """What the nodes that were added make: `inputs`, `layers`, `state`, and `problems`, each of them a
    node's name and a text."""

    def __init__(self, module, inputs):
        self.inputs, self.layers, self.problems = inputs, [], []
        self.state = ModuleState(module)
        self._parts = dict(module.named_modules())
        self._names = {}
        # Tensors of any length.
        self._endless = set()
        # Means over all positions, which are vectors here: behind them, flattening does nothing.
        self._pooled = set()
        # Waveforms without an axis of channels.
        self._flat = set()
        # Nodes that compute sizes, from which flattening is told.
        self._sizes = set()

    def add(self, node):
        try:
            getattr(self, f"_{node.op}")(node)
        except Unsupported as problem:
            self._give_up(node, str(problem))
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            self._give_up(node, "is called in a way that is not known")

    def _give_up(self, node, problem):
        """Keeps what is not supported, and goes on as if it were, so that all of it is named."""
        self.problems.append((node.name, problem))
        self._names[node] = node.name

    def _placeholder(self, node):
        name = node.meta["input"]
        entry = next(entry for entry in self.inputs if entry["name"] == name)
        self._names[node] = name
        if entry["kind"] == "waveform":
            self._endless.add(node)
            if _rank(node) == 2:
                self._flat.add(node)
        elif entry["kind"] == "sequence" and "length" not in entry:
            self._endless.add(node)

    def _get_attr(self, node):
        raise Unsupported("a parameter outside of a layer")

    def _output(self, node):
        result = node.args[0]
        while isinstance(result, (dict, tuple, list)):
            require(len(result) == 1, "the module returns more than one tensor")
            result = next(iter(result.values() if isinstance(result, dict) else result))

    def _call_module(self, node):
        source = (list(node.args) + list(node.kwargs.values()))[0]
        part = self._parts[node.target]
        if isinstance(part, nn.Identity):
            self._alias(node, source)
            return
        if getattr(part, "inplace", False):
            self._require_unread(source)
        if isinstance(part, (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d)):
            require(_is_one(part.output_size), "an adaptive pool to more than one position")
            self._maximum(node, source)
            return
        layer = layer_of_module(part)
        require(
            layer["op"] not in LEARNING or not self.state.has(node.target),
            "a layer that is used twice; each use has parameters of its own here")
        self._append(node, layer, [source], node.target)

    def _call_function(self, node):
        function = node.target
        if function is getattr and node.args[1] == "shape" or (
            function is operator.getitem and node.args[0] in self._sizes):
            self._sizes.add(node)
        elif function is operator.getitem:
            source, places = node.args
            everything = slice(None)
            require(
                source in self._flat and places in (
                    (everything, None), (everything, None, everything), (everything, None, ...)),
                "takes a part of a tensor")
            self._alias(node, source)
        elif function in (operator.add, operator.iadd, torch.add):
            self._join(node, "add", "a sum")
        elif function in (operator.mul, operator.imul, torch.mul, torch.multiply):
            self._join(node, "multiply", "a product")
        elif function in (torch.cat, torch.concat, torch.concatenate):
            parts = node.kwargs.get("tensors") or node.args[0]
            axis = node.kwargs.get("dim", (list(node.args[1:]) or [0])[0])
            require(axis in (1, 1 - _rank(parts[0])), "concatenates other than channels")
            self._append(node, {"op": "concat"}, parts)
        else:
            self._function(node, function)

    def _call_method(self, node):
        if node.target == "size":
            self._sizes.add(node)
        elif node.target in ("add", "add_"):
            self._join(node, "add", "a sum")
        elif node.target in ("mul", "mul_", "multiply"):
            self._join(node, "multiply", "a product")
        elif node.target in _METHODS:
            if node.target.endswith("_"):
                self._require_unread(node.args[0])
            self._function(node, _METHODS[node.target])
        else:
            raise Unsupported(f"the method {node.target}")

    def _join(self, node, op, name):
        both = list(node.args) + [node.kwargs[key] for key in ("input", "other") if key in node.kwargs]
        if len(both) != 2 or not all(isinstance(operand, fx.Node) for operand in both):
            raise Unsupported(f"{name} with something else than a tensor")
        require(node.kwargs.get("alpha", 1) == 1, f"{name} with a factor")
        require(_shape(both[0]) == _shape(both[1]), f"{name} of tensors of different shapes")
        self._append(node, {"op": op}, both)

    def _function(self, node, function):
        source, *arguments = list(node.args) or [node.kwargs["input"]]
        keywords = {key: value for key, value in node.kwargs.items() if key != "input"}
        if keywords.pop("inplace", False):
            self._require_unread(source)
        if function in _SHAPERS:
            self._flatten(node, source, arguments, keywords, function)
        elif function in (torch.mean, torch.amax):
            kind = "a mean" if function is torch.mean else "a maximum"
            axes = keywords.get("dim", (arguments or [None])[0])
            axes = axes if isinstance(axes, (tuple, list)) else [axes]
            rank = _rank(source)
            require(
                None not in axes and rank > 2 and {axis % rank for axis in axes} == set(range(2, rank)),
                f"{kind} over other than all positions")
            if function is torch.mean:
                self._append(node, {"op": "global_average_pool"}, [source])
            else:
                self._maximum(node, source)
        elif function in (functional.adaptive_max_pool1d, functional.adaptive_max_pool2d):
            size = keywords.get("output_size", (arguments or [None])[0])
            require(_is_one(size), "an adaptive pool to more than one position")
            self._maximum(node, source)
        elif function in _MODULES:
            names, kind = _MODULES[function]
            given = {**dict(zip(names, arguments)), **keywords}
            given.pop("return_indices", None)
            given.pop("training", None)
            self._append(node, layer_of_module(kind(**given)), [source])
        elif function in (torch.softmax, functional.softmax):
            axis = keywords.get("dim", (arguments or [None])[0])
            require(axis in (1, -1), "a softmax over other than the scores")
            self._append(node, {"op": "softmax"}, [source])
        elif function is torch.unsqueeze:
            axis = keywords.get("dim", (arguments or [None])[0])
            if source in self._flat:
                require(axis in (1, -2), "an axis that is not in front of a waveform")
                self._alias(node, source)
                return
            require(axis in (1, -3) and _rank(source) == 3, "an axis that is not in front of channels")
            self._append(node, {"op": "transpose"}, [source])
        else:
            name = getattr(function, "__name__", function)
            raise Unsupported(f"there is no layer for {name}")

    def _flatten(self, node, source, arguments, keywords, function):
        """Anything that makes a vector of each sample."""
        if function is torch.flatten:
            start, end = ({0: keywords.get("start_dim", 0), 1: keywords.get("end_dim", -1)}[place]
                          if place >= len(arguments) else arguments[place] for place in (0, 1))
            flattens = start == 1 and end in (-1, _rank(source) - 1)
        elif function is torch.squeeze:
            flattens = source in self._pooled
        else:
            sizes = list(arguments[0]) if isinstance(arguments[0], (tuple, list)) else arguments
            flattens = len(sizes) == 2 and sizes[1] == -1
        require(flattens, "reshapes other than to all values of a sample")
        self._append(node, {"op": "flatten"}, [source])

    def _maximum(self, node, source):
        """The maximum over all positions: a pool over the whole of a tensor, flattened."""
        require(
            source not in self._endless, "a maximum over all positions of a tensor of any length")
        sizes = list(_shape(source)[2:])
        require(len(sizes) in (1, 2), "a maximum over other than all positions")
        size = sizes[0] if len(set(sizes)) == 1 else sizes
        name = f"{self._name(node)}_pool"
        self.layers.append({
            "name": name, "op": f"max_pool{len(sizes)}d", "kernel": size, "stride": size, "padding": 0,
            "from": [self._names[source]]})
        self.layers.append({"name": self._name(node), "op": "flatten", "from": [name]})
        self._names[node] = self._name(node)
        self._pooled.add(node)

    def _require_unread(self, source):
        """An op in place changes what others read as well, whether its own result is used or not."""
        require(len(source.users) == 1, "changes a tensor in place that is read elsewhere too")

    def _alias(self, node, source):
        """A node that yields what its source does."""
        self._names[node] = self._names[source]
        for marks in (self._pooled, self._endless):
            if source in marks:
                marks.add(node)

    def _name(self, node):
        # Parts of a Sequential are called by numbers.
        return f"layer{node.name}" if node.name.startswith("_") else node.name

    def _append(self, node, layer, sources, part=None):
        op = layer["op"]
        if op == "flatten" and sources[0] in self._pooled:
            self._alias(node, sources[0])
            return
        require(
            self._flat.isdisjoint(sources), "takes a waveform of two axes; add one with unsqueeze(1)")
        name = self._name(node)
        self.layers.append(
            {"name": name, **layer, "from": [self._names[source] for source in sources]})
        if op in LEARNING:
            self.state.add(name, part)
        self._names[node] = name
        if op == "global_average_pool" or sources[0] in self._pooled:
            self._pooled.add(node)
        elif self._endless.intersection(sources):
            self._endless.add(node)


def _shape(node):
    return tuple(node.meta["shape"])


def _rank(node):
    return len(_shape(node))


def _is_one(size):
    return size in (1, (1,), (1, 1), [1], [1, 1])


_SHAPERS = (torch.flatten, torch.squeeze, torch.reshape)
_METHODS = {
    "relu": torch.relu, "relu_": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "flatten": torch.flatten, "squeeze": torch.squeeze,
    "view": torch.reshape, "reshape": torch.reshape, "mean": torch.mean, "softmax": torch.softmax,
    "unsqueeze": torch.unsqueeze, "amax": torch.amax,
}
_POOLED = ("kernel_size", "stride", "padding")
# Functions as the modules that compute the same, with the names of their arguments.
_MODULES = {
    torch.relu: ((), nn.ReLU),
    functional.relu: ((), nn.ReLU),
    functional.relu6: ((), nn.ReLU6),
    torch.sigmoid: ((), nn.Sigmoid),
    functional.sigmoid: ((), nn.Sigmoid),
    torch.tanh: ((), nn.Tanh),
    functional.tanh: ((), nn.Tanh),
    functional.silu: ((), nn.SiLU),
    functional.hardswish: ((), nn.Hardswish),
    functional.gelu: (("approximate",), nn.GELU),
    functional.leaky_relu: (("negative_slope",), nn.LeakyReLU),
    functional.dropout: (("p",), nn.Dropout),
    functional.max_pool1d: (_POOLED, nn.MaxPool1d),
    functional.max_pool2d: (_POOLED, nn.MaxPool2d),
    functional.avg_pool1d: ((*_POOLED, "ceil_mode", "count_include_pad"), nn.AvgPool1d),
    functional.avg_pool2d: ((*_POOLED, "ceil_mode", "count_include_pad"), nn.AvgPool2d),
    functional.adaptive_avg_pool1d: (("output_size",), nn.AdaptiveAvgPool1d),
    functional.adaptive_avg_pool2d: (("output_size",), nn.AdaptiveAvgPool2d),
}
