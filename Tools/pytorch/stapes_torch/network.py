"""The float network: an architecture as a module."""

import torch
from torch import nn

from . import architectures
from .architectures import ArchitectureError


class Network(nn.Module):
    """An architecture in floats.

    Takes a tensor for each input: a waveform [batch, samples], a sequence [batch, channels, length],
    a picture [batch, channels, height, width]. Returns what the last layer yields.

    The names of `state_dict()` are those of the checkpoint's tensors, and there are no others.

    - `architecture`: the dictionary that `stapes_torch.architecture` describes.
    - `quantisation`: the scales that the parameters were trained for, as `stapes calibrate` wrote
      them; None of a network in floats.
    - `device`: where parameters are drawn; on "meta" there are none yet.
    """

    def __init__(self, architecture, quantisation=None, device="cpu"):
        super().__init__()
        self.architecture = architectures.complete(architecture)
        self.quantisation = quantisation
        try:
            self._add_layers(None)
        except ArchitectureError as error:
            # Windows may be longer than a second.
            try:
                self._add_layers(1 << 20)
            except ArchitectureError:
                raise error from None
        if torch.device(device).type != "meta":
            self.to_empty(device=device)
            self.reset_parameters()

    def _add_layers(self, length):
        """Adds a module for each layer, on the device "meta"; its sizes follow from what the layers
        before it yield, of inputs of a length where they may have any."""
        self._modules.clear()
        self.eval()
        inputs = self.architecture["inputs"]
        endless = {entry["name"] for entry in inputs if _is_endless(entry)}
        with torch.device("meta"), torch.no_grad():
            values = {entry["name"]: torch.empty(_shape(entry, length)) for entry in inputs}
            for layer in self.architecture["layers"]:
                name, sources = layer["name"], layer["from"]
                if hasattr(self, name) or name.startswith("_") or name in _RESERVED:
                    raise ArchitectureError(
                        f"{name}: a module of PyTorch cannot have a layer of this name")
                try:
                    if endless.intersection(sources) and layer["op"] != "global_average_pool":
                        if layer["op"] == "flatten":
                            raise ValueError("flattens a tensor of any length; average it first")
                        endless.add(name)
                    self.add_module(name, _module(layer, values[sources[0]].shape).eval())
                    values[name] = getattr(self, name)(*(values[source] for source in sources))
                except (RuntimeError, ValueError, IndexError, TypeError, OverflowError) as error:
                    raise ArchitectureError(f"{name}: {error}") from None
        self.train()

    def reset_parameters(self):
        """Draws weights anew, as `stapes train` does: normal with variance 2 / fan-in in
        convolutions, uniform in ±1 / √fan-in in fully connected layers, biases 0."""
        for module in self.children():
            if isinstance(module, (nn.Conv1d, nn.Conv2d)):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            elif isinstance(module, nn.Linear):
                bound = module.in_features ** -0.5
                nn.init.uniform_(module.weight, -bound, bound)
            elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                nn.init.ones_(module.weight)
                module.running_mean.zero_()
                module.running_var.fill_(1)
            if getattr(module, "bias", None) is not None:
                nn.init.zeros_(module.bias)

    def forward(self, *inputs):
        return self.tensors(*inputs)[self.architecture["layers"][-1]["name"]]

    def tensors(self, *inputs):
        """Every tensor by its name: the inputs, and what each layer yields."""
        values = {}
        for entry, value in zip(self.architecture["inputs"], inputs, strict=True):
            is_flat = entry["kind"] == "waveform" and value.dim() == 2
            values[entry["name"]] = value.unsqueeze(1) if is_flat else value
        for layer in self.architecture["layers"]:
            values[layer["name"]] = getattr(self, layer["name"])(
                *(values[source] for source in layer["from"]))
        return values


class Transpose(nn.Module):
    """A sequence [channels, length] as a picture [1, channels, length]."""

    def forward(self, x):
        return x.unsqueeze(1)


class GlobalAveragePool(nn.Module):
    """The mean over all positions."""

    def forward(self, x):
        return x.flatten(2).mean(2)


class Add(nn.Module):
    """The sum of tensors of equal shape."""

    def forward(self, first, *others):
        for other in others:
            first = first + other
        return first


class Multiply(nn.Module):
    """The product of tensors of equal shape."""

    def forward(self, first, *others):
        for other in others:
            first = first * other
        return first


class Concat(nn.Module):
    """Tensors one after the other along the channels."""

    def forward(self, *parts):
        return torch.cat(parts, 1)


# What QuantisedNetwork has beside a module's own.
_RESERVED = {"standardised"}


def _is_endless(entry):
    return entry["kind"] == "waveform" or (entry["kind"] == "sequence" and not entry.get("length"))


def _shape(entry, length):
    """Of a batch of one; a second of audio and 100 rows where no length is given."""
    kind = entry["kind"]
    if kind == "waveform":
        return 1, 1, length or entry["rate"]
    if kind == "sequence":
        return 1, entry["channels"], entry.get("length") or length or 100
    return 1, entry["channels"], entry["height"], entry["width"]


def _ignore_counts(_, keys):
    """PyTorch looks for a count of batches in states that do not say their version."""
    keys.unexpected_keys[:] = [key for key in keys.unexpected_keys if not key.endswith(".num_batches_tracked")]


def _pair(size):
    """A size as PyTorch takes it: one number, or height and width."""
    return tuple(size) if isinstance(size, list) else size


def _module(layer, shape):
    """The module of a layer whose first input has this shape."""
    op, channels, pictures = layer["op"], shape[1], len(shape) == 4
    size = {key: _pair(layer[key]) for key in ("kernel", "stride", "padding") if key in layer}
    if op[-2:] in ("1d", "2d") and len(shape) != int(op[-2]) + 2:
        raise ValueError(f"{op} does not take {list(shape[1:])}")
    if op.startswith("convolution"):
        return (nn.Conv2d if pictures else nn.Conv1d)(
            channels, layer["channels"], size["kernel"], size["stride"], size["padding"],
            groups=layer["groups"], bias=layer["bias"])
    if op == "batch_norm":
        norm = (nn.BatchNorm2d if pictures else nn.BatchNorm1d)(channels, eps=layer["epsilon"])
        norm.register_buffer("num_batches_tracked", None)
        norm.register_load_state_dict_post_hook(_ignore_counts)
        return norm
    if op == "fully_connected":
        if len(shape) != 2:
            raise ValueError(f"fully_connected does not take {list(shape[1:])}; flatten it first")
        return nn.Linear(channels, layer["outputs"], bias=layer["bias"])
    windows = {
        "max_pool1d": nn.MaxPool1d, "max_pool2d": nn.MaxPool2d, "average_pool1d": nn.AvgPool1d,
        "average_pool2d": nn.AvgPool2d,
    }
    if op in windows:
        counted = {"count_include_pad": False} if op.startswith("average") else {}
        return windows[op](size["kernel"], size["stride"], size["padding"], **counted)
    simple = {
        "relu": nn.ReLU,
        "relu6": nn.ReLU6,
        "leaky_relu": lambda: nn.LeakyReLU(layer["slope"]),
        "sigmoid": nn.Sigmoid,
        "tanh": nn.Tanh,
        "silu": nn.SiLU,
        "hard_swish": nn.Hardswish,
        "gelu": nn.GELU,
        "dropout": lambda: nn.Dropout(layer["rate"]),
        "softmax": lambda: nn.Softmax(1),
        "flatten": nn.Flatten,
        "transpose": Transpose,
        "global_average_pool": GlobalAveragePool,
        "add": Add,
        "multiply": Multiply,
        "concat": Concat,
    }
    return simple[op]()
