"""The network in the integers of a compiled file, for training and for proof.

Tensors hold the file's integers as floating-point numbers, counted from their zero points. In double
precision every one of them is the file's; in single precision sums beyond 2²⁴ may round, which
training does not notice. Backwards, rounding is looked through, and gradients pass where a clamp did
not bite.
"""

import numpy
import torch
from torch.nn import functional

from .audio import standardise
from .network import Network
from .rounding import ChannelGrid, half_away, half_up
from .scheme import QuantisationError, Scheme

_WIDENING = 1_048_576.0
"""Steps of a sum's common scale in one."""


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
        self._scheme = Scheme(network.quantisation, self.architecture)
        self._ops = self._scheme.ops
        if self._ops and self._ops[-1].kind == "softmax":
            self._ops.pop()
        for op in self._ops:
            if op.kind not in _OPERATIONS:
                raise QuantisationError(f"{op.output.name}: {op.kind} inside a network does not learn")
            for name in op.fields.get("norms", []):
                norm = getattr(self, name)
                norm.weight.requires_grad_(False)
                norm.bias.requires_grad_(name == op.fields["norms"][-1])

    def standardised(self, samples):
        """int16 samples of a clip as the device's input, [samples] in real numbers: standardised in
        integers, as the checkpoint says."""
        form = self._scheme.standardisation
        integers = standardise(
            samples, form["standardisation"], form.get("minimumDeviation", 0),
            form.get("initialDeviation", 0))
        scale = self._scheme.tensors[0].scale
        return torch.from_numpy(integers.astype(numpy.float32) * numpy.float32(scale))

    def forward(self, *inputs):
        return self._values(*inputs)[-1].flatten(1) * self._ops[-1].output.scale

    def tensors(self, *inputs):
        """Every tensor of the compiled file by its name, in its integers: [batch, channels, rows,
        columns], where rows follow each other in time."""
        values = self._values(*inputs)
        return {
            tensor.name: value + tensor.zero for tensor, value in zip(self._scheme.tensors, values)}

    def _values(self, *inputs):
        kind = next(self.parameters(), inputs[0]).dtype
        tensors = self._scheme.tensors[:len(self.architecture["inputs"])]
        with torch.autocast(inputs[0].device.type, enabled=False):
            values = [
                _to_steps(
                    _stream(value.unsqueeze(1) if value.dim() == 2 else value).double()
                    / tensor.scale, tensor).to(kind)
                for tensor, value in zip(tensors, inputs, strict=True)
            ]
            for op in self._ops:
                sources = [
                    values[number].transpose(1, 3) if is_transposed else values[number]
                    for number, is_transposed in op.sources
                ]
                values.append(_OPERATIONS[op.kind](self, op, *sources, **op.fields).to(kind))
        return values

    def _convolution(
        self, op, x, kernel, stride, padding, groups, norms, isTimeAcross, layer=None, biasShift=None
    ):
        weights, biases = self._constants(op, x, layer, norms, isTimeAcross)
        source = self._scheme.tensors[op.sources[0][0]]
        with torch.no_grad():
            grid = ChannelGrid(weights.flatten(1), biases, source, op.output, op.largest, biasShift)
        levels = _Through.apply(weights.flatten(1) / grid.steps[:, None], grid.levels)
        levels = levels.reshape(*weights.shape[:2], *kernel).to(x.dtype)
        integers = _Through.apply(biases / (source.scale * grid.steps), grid.integers)
        sums = functional.conv2d(x, levels, None, stride, padding, 1, groups)
        return _Requantised.apply(sums, integers, grid.factors, op.output)

    def _constants(self, op, x, layer, norms, is_time_across):
        """Weights [channels, inputs, rows, columns] and biases in doubles, with the batch norms
        multiplied in."""
        if layer is None:
            weights = x.new_ones(op.channels, 1, 1, 1, dtype=torch.double)
            biases = x.new_zeros(op.channels, dtype=torch.double)
        else:
            module = getattr(self, layer)
            weights = _stream((module.weight * (module.weight != 0)).double())
            biases = (
                weights.new_zeros(len(weights)) if module.bias is None else module.bias.double())
        if is_time_across:
            weights = weights.transpose(2, 3)
        for name in norms:
            norm = getattr(self, name)
            slopes = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weights = weights * slopes.reshape(-1, 1, 1, 1)
            offsets = norm.bias.double() - norm.running_mean.double() * slopes
            biases = biases * slopes + offsets
        return weights, biases


def _stream(x):
    """Rows in the third place, columns in the fourth."""
    return x.reshape(*x.shape, *[1] * (4 - x.dim()))


def _max_pool(_, op, x, kernel, stride, padding):
    return functional.max_pool2d(x, kernel, stride, padding)


def _average_pool(_, op, x, kernel, stride, padding):
    mean = functional.avg_pool2d(x, kernel, stride, padding, count_include_pad=False)
    zero = op.output.zero
    return _Through.apply(mean, (half_away(mean.double() + zero) - zero).to(x.dtype))


def _global_average(_, op, x, factor):
    mean = 256 * x.double().sum((2, 3), keepdim=True) / (x.shape[2] * x.shape[3])
    return _to_steps(_Through.apply(mean, half_up(mean)) * factor, op.output)


def _add(_, op, *addends, factors, factor):
    total = 0
    for addend, own in zip(addends, factors):
        fine = addend.double() * _WIDENING * own
        total = total + _Through.apply(fine, half_up(fine))
    return _to_steps(total * factor, op.output)


def _concat(_, op, *parts, factors):
    return torch.cat(
        [_to_steps(part.double() * own, op.output) for part, own in zip(parts, factors)], 1)


def _activation(_, op, x, positive, negative):
    x = x.double()
    return _to_steps(torch.where(x < 0, x * negative, x * positive), op.output)


def _table(network, op, x, curve, values):
    """A curve, which the file looks up."""
    source = network._scheme.tensors[op.sources[0][0]]
    real = _CURVES[curve](x.double() * source.scale) / op.output.scale
    table = torch.tensor(values, dtype=x.dtype, device=x.device)
    inside = (real >= op.output.low - 0.5) & (real < op.output.high + 0.5)
    return _Through.apply(real * inside, table[(x + (source.zero + 128)).long()])


def _multiply(_, op, first, second, factor):
    return _to_steps(first.double() * second.double() * factor, op.output)


def _flatten(_, op, x, isTimeInner):
    return _stream((x.transpose(2, 3) if isTimeInner else x).flatten(1))


_CURVES = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "silu": functional.silu,
    "hard_swish": functional.hardswish,
    "gelu": functional.gelu,
}
_OPERATIONS = {
    "convolution": QuantisedNetwork._convolution,
    "maxPool": _max_pool,
    "averagePool": _average_pool,
    "globalAverage": _global_average,
    "add": _add,
    "concat": _concat,
    "activation": _activation,
    "table": _table,
    "multiply": _multiply,
    "flatten": _flatten,
}


def _to_steps(value, tensor):
    """Rounded, halves up, and clamped; gradients pass where the clamp does not bite."""
    inside = (value >= tensor.low - 0.5) & (value < tensor.high + 0.5)
    return _Through.apply(value * inside, half_up(value).clamp(tensor.low, tensor.high))


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
    def forward(context, sums, biases, factors, tensor):
        factors = factors.reshape(1, -1, 1, 1)
        values = (sums.double() + biases.reshape(1, -1, 1, 1)) * factors
        inside = (values >= tensor.low - 0.5) & (values < tensor.high + 0.5)
        context.save_for_backward(inside, factors)
        return half_up(values).clamp(tensor.low, tensor.high).to(sums.dtype)

    @staticmethod
    def backward(context, gradient):
        inside, factors = context.saved_tensors
        slopes = gradient * inside * factors.to(gradient.dtype)
        return slopes, slopes.double().sum((0, 2, 3)), None, None
