"""The network in the integers of a compiled file, for training and for proof.

Tensors hold the file's integers as floating-point numbers, counted from their zero points. In double
precision every one of them is the file's; in single precision sums beyond 2²⁴ may round, which
training does not notice. Backwards, rounding is looked through, and gradients pass where a clamp did
not bite.
"""

import json

import numpy
import torch
from torch.nn import functional

from .audio import standardise
from .lowering import lowered
from .network import Network, pair
from .rounding import ChannelGrid, half_away, half_up, nearest_factor

_WIDENING = 1_048_576.0
"""Steps of a sum's common scale in one."""


class QuantisationError(ValueError):
    """Why a network cannot be computed in integers."""


class QuantisedNetwork(Network):
    """A network in the integers of the file that `stapes compile` makes of its checkpoint.

    Takes a `Network` with a quantisation, as `load_checkpoint` returns it after `stapes calibrate`,
    and copies it. Takes the same inputs as the float network, audio standardised, and returns scores
    as real numbers; a softmax at the end is left out. Weights, biases and the biases of batch norms
    learn; what else batch norms have stays as it is, and so do weights that are 0.

        quantised = QuantisedNetwork(load_checkpoint("calibrated.safetensors"))
        ...
        save_checkpoint(quantised, "trained.safetensors")

    `parameters()` holds what does not learn too, with `requires_grad` off.
    """

    def __init__(self, network):
        if network.quantisation is None:
            raise QuantisationError(
                "the checkpoint has no scales; `stapes calibrate` writes one that has")
        super().__init__(network.architecture, network.quantisation)
        reference = next(network.parameters(), torch.empty(0))
        self.to(reference.device, reference.dtype).load_state_dict(network.state_dict())
        self._scheme = _scheme(network.quantisation)
        self._steps = lowered(self.architecture)
        if self._steps and self._steps[-1].op == "softmax":
            self._steps.pop()
        self._quantisations = self._tensor_quantisations()
        for step in self._steps:
            self._freeze(step)

    def _tensor_quantisations(self):
        """Scale and zero point of each tensor."""
        found = {}

        def chosen(name):
            if name not in self._scheme["tensors"]:
                raise QuantisationError(f"{name}: the checkpoint has no scale for it")
            entry = self._scheme["tensors"][name]
            return float(numpy.float32(entry["scale"])), entry["zeroPoint"]

        for entry in self.architecture["inputs"]:
            found[entry["name"]] = chosen(entry["name"])
        for step in self._steps:
            if step.op == "softmax":
                raise QuantisationError(f"{step.name}: a softmax inside a network does not learn")
            inherits = step.op in _POOLS or step.op == "flatten"
            found[step.name] = found[step.sources[0][0]] if inherits else chosen(step.name)
            if step.is_convolution and step.name not in self._scheme["largestWeights"]:
                raise QuantisationError(f"{step.name}: the checkpoint has no grid for it")
        return found

    def _freeze(self, step):
        for number, name in enumerate(step.norms):
            norm = getattr(self, name)
            norm.weight.requires_grad_(False)
            norm.bias.requires_grad_(number == len(step.norms) - 1)

    def standardised(self, samples):
        """int16 samples of a clip as the device's input, [samples] in real numbers: standardised in
        integers, as the checkpoint says."""
        form = self._scheme["inputs"][0]
        integers = standardise(
            samples, form["standardisation"], form.get("minimumDeviation", 0),
            form.get("initialDeviation", 0))
        scale = self._quantisations[self.architecture["inputs"][0]["name"]][0]
        return torch.from_numpy(integers.astype(numpy.float32) * numpy.float32(scale))

    def forward(self, *inputs):
        name = self._steps[-1].name
        return self._values(*inputs)[name] * self._quantisations[name][0]

    def tensors(self, *inputs):
        """Every tensor of the compiled file by its name, in its integers."""
        return {
            name: value + self._quantisations[name][1]
            for name, value in self._values(*inputs).items()
        }

    def _values(self, *inputs):
        kind = next(self.parameters(), inputs[0]).dtype
        values = {}
        with torch.autocast(inputs[0].device.type, enabled=False):
            for entry, value in zip(self.architecture["inputs"], inputs, strict=True):
                is_audio = entry["kind"] == "waveform"
                if is_audio and value.dim() == 2:
                    value = value.unsqueeze(1)
                scale, zero = self._quantisations[entry["name"]]
                low, high = (-32768, 32767) if is_audio else (-128 - zero, 127 - zero)
                values[entry["name"]] = _to_steps(value.double() / scale, low, high).to(kind)
            for step in self._steps:
                sources = [
                    values[name].unsqueeze(1) if is_transposed else values[name]
                    for name, is_transposed in step.sources
                ]
                values[step.name] = self._step(step, sources).to(kind)
        return values

    def _range(self, step):
        """Where the step's outputs end, counted from their zero point."""
        scale, zero = self._quantisations[step.name]
        if step.activation is None and step.op not in ("relu", "relu6"):
            return -128 - zero, 127 - zero
        high = 127 - zero
        if "relu6" in (step.activation, step.op):
            high = max(-128 - zero, min(high, int(half_away(_double(6 / scale)))))
        return 0, high

    def _step(self, step, sources):
        scales = [self._quantisations[name][0] for name, _ in step.sources]
        scale, zero = self._quantisations[step.name]
        low, high = self._range(step)
        x = sources[0]
        if step.is_convolution:
            return self._convolution(step, x, scales[0], low, high)
        if step.op in _POOLS:
            size = [pair(step.layer[key]) for key in ("kernel", "stride", "padding")]
            pooled = _POOLS[step.op](x, *size)
            if step.op.startswith("max"):
                return pooled
            return _Through.apply(pooled, (half_away(pooled.double() + zero) - zero).to(x.dtype))
        if step.op == "global_average_pool":
            mean = 256 * x.double().flatten(2).sum(2) / x.flatten(2).shape[2]
            mean = _Through.apply(mean, half_up(mean))
            return _to_steps(mean * _factor(scales[0] / (256 * scale)), low, high)
        if step.op == "add":
            common = 2 * max(scales)
            total = 0
            for source, own in zip(sources, scales):
                fine = source.double() * _WIDENING * _factor(own / common)
                total = total + _Through.apply(fine, half_up(fine))
            return _to_steps(total * _factor(common / (_WIDENING * scale)), low, high)
        if step.op == "concat":
            parts = [
                _to_steps(source.double() * _factor(own / scale), low, high)
                if self._quantisations[name] != (scale, zero) else source.double()
                for source, own, (name, _) in zip(sources, scales, step.sources)
            ]
            return torch.cat(parts, 1)
        if step.op == "flatten":
            return x.flatten(1)
        slope = {"relu": 0, "relu6": 0, "leaky_relu": step.layer.get("slope")}[step.op]
        positive, negative = _factor(scales[0] / scale), _factor(slope * scales[0] / scale)
        x = x.double()
        return _to_steps(torch.where(x < 0, x * negative, x * positive), low, high)

    def _convolution(self, step, x, source_scale, low, high):
        weights, biases = self._folded(step, x)
        scale = self._quantisations[step.name][0]
        zero_point = self._quantisations[step.sources[0][0]][1]
        with torch.no_grad():
            grid = ChannelGrid(
                weights.flatten(1), biases, source_scale, zero_point, scale,
                self._scheme["largestWeights"][step.name])
        levels = weights.flatten(1) / grid.steps[:, None]
        levels = _Through.apply(levels, grid.levels).reshape(weights.shape).to(x.dtype)
        integers = biases / (source_scale * grid.steps)
        integers = _Through.apply(integers, grid.integers)
        layer = step.layer
        if step.op == "fully_connected":
            sums = functional.linear(x, levels)
        elif step.op in ("scale", "narrow"):
            shape = [1, -1] + [1] * (x.dim() - 2)
            sums = x * levels.reshape(shape)
        else:
            convolve = functional.conv2d if step.op.endswith("2d") else functional.conv1d
            # A vector where a global average has come in front of a convolution by 1.
            positions = x if x.dim() > 2 else x.reshape(*x.shape, *[1] * (levels.dim() - 2))
            sums = convolve(
                positions, levels, None, pair(layer["stride"]), pair(layer["padding"]), 1,
                layer["groups"])
            sums = sums if x.dim() > 2 else sums.flatten(1)
        return _Requantised.apply(sums, integers, grid.factors, low, high)

    def _folded(self, step, x):
        """Weights and biases in doubles, with the batch norms multiplied in."""
        channels = x.shape[1]
        if step.op in ("scale", "narrow"):
            weights = x.new_ones(channels, 1, dtype=torch.double)
            biases = x.new_zeros(channels, dtype=torch.double)
        else:
            layer = getattr(self, step.layer["name"])
            weights = (layer.weight * (layer.weight != 0)).double()
            biases = (
                x.new_zeros(len(weights), dtype=torch.double) if layer.bias is None
                else layer.bias.double())
        for name in step.norms:
            norm = getattr(self, name)
            slopes = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weights = weights * slopes.reshape([-1] + [1] * (weights.dim() - 1))
            offsets = norm.bias.double() - norm.running_mean.double() * slopes
            biases = biases * slopes + offsets
        return weights, biases


_POOLS = {
    "max_pool1d": functional.max_pool1d,
    "max_pool2d": functional.max_pool2d,
    "average_pool1d": lambda x, *size: functional.avg_pool1d(x, *size, count_include_pad=False),
    "average_pool2d": lambda x, *size: functional.avg_pool2d(x, *size, count_include_pad=False),
}


def _double(value):
    return torch.tensor(value, dtype=torch.double)


def _factor(value):
    return float(nearest_factor(_double(value)))


def _scheme(text):
    """The quantisation in a checkpoint's metadata."""
    try:
        scheme = json.loads(text)
        good = all(
            type(entry["zeroPoint"]) is int and -128 <= entry["zeroPoint"] <= 127
            and 0 < numpy.float32(entry["scale"]) < numpy.inf for entry in scheme["tensors"].values()
        ) and all(
            type(largest) is int and 1 <= largest <= 127
            for largest in scheme["largestWeights"].values()
        ) and all(isinstance(form["standardisation"], str) for form in scheme["inputs"])
    except (ValueError, TypeError, KeyError, AttributeError):
        good = False
    if not good:
        raise QuantisationError("the checkpoint's quantisation is damaged; calibrate it again")
    return scheme


def _to_steps(value, low, high):
    """Rounded, halves up, and clamped; gradients pass where the clamp does not bite."""
    inside = (value >= low - 0.5) & (value < high + 0.5)
    return _Through.apply(value * inside, half_up(value).clamp(low, high))


class _Through(torch.autograd.Function):
    """The second value, with the gradient of the first."""

    @staticmethod
    def forward(context, real, rounded):
        return rounded

    @staticmethod
    def backward(context, gradient):
        return gradient, None


class _Requantised(torch.autograd.Function):
    """(sum + bias) · factor of each channel, rounded and clamped: in doubles, of which nothing is
    kept for the way back but where the clamp bit."""

    @staticmethod
    def forward(context, sums, biases, factors, low, high):
        shape = [1, -1] + [1] * (sums.dim() - 2)
        values = (sums.double() + biases.reshape(shape)) * factors.reshape(shape)
        inside = (values >= low - 0.5) & (values < high + 0.5)
        context.save_for_backward(inside, factors)
        return half_up(values).clamp(low, high).to(sums.dtype)

    @staticmethod
    def backward(context, gradient):
        inside, factors = context.saved_tensors
        shape = [1, -1] + [1] * (gradient.dim() - 2)
        slopes = gradient * inside * factors.reshape(shape).to(gradient.dtype)
        dimensions = [0] + list(range(2, gradient.dim()))
        return slopes, slopes.double().sum(dimensions), None, None, None
