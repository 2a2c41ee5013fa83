"""What `stapes calibrate` and a training in integers keep in a checkpoint's metadata.

The ops of the compiled file, and how their tensors stand for real values. All but the weights, biases
and factors of convolutions, which follow from the checkpoint's parameters.
"""

import json
from dataclasses import dataclass

import numpy


class QuantisationError(ValueError):
    """Why a network cannot be computed in integers."""


@dataclass
class Tensor:
    """A tensor of the compiled file: real = (integer − zero) · scale.

    - `low`, `high`: where its values end, counted from `zero`.
    """

    name: str
    scale: float
    zero: int
    low: int
    high: int


@dataclass
class Op:
    """An op of the compiled file.

    - `output`: its tensor, with `channels` channels.
    - `sources`: for each input the tensor's number, and whether columns and channels change places.
    - `kind`, `fields`: what it computes, as `QuantisationScheme.Operation` of the compiler says.
    - `largest`: the last level of a convolution's weights; None for other ops.
    """

    output: Tensor
    channels: int
    sources: list
    kind: str
    fields: dict
    largest: int


class Scheme:
    """The text in the metadata, read and checked.

    Attributes: `tensors`, the inputs and then the ops' outputs; `ops`; `standardisation` of the first
    input.
    """

    def __init__(self, text, architecture):
        try:
            scheme = json.loads(text)
            self.standardisation = scheme["inputs"][0]
            self.tensors = [_input(entry, scheme) for entry in architecture["inputs"]]
            self.ops = []
            for entry in scheme["ops"]:
                self.ops.append(_op(entry, scheme, len(self.tensors)))
                self.tensors.append(self.ops[-1].output)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
            raise QuantisationError(
                "the checkpoint's quantisation cannot be read; calibrate it again") from None


def _input(entry, scheme):
    if entry["kind"] == "waveform":
        return _tensor(entry["name"], scheme, -32768, 32767)
    return _tensor(entry["name"], scheme, -128, 127)


def _tensor(name, scheme, low, high):
    """- `low`, `high`: zero point included."""
    entry = scheme["tensors"][name]
    scale, zero = float(numpy.float32(entry["scale"])), entry["zeroPoint"]
    if type(zero) is not int or not -128 <= zero <= 127 or not 0 < scale < numpy.inf:
        raise ValueError(name)
    return Tensor(name, scale, zero, low - zero, high - zero)


def _op(entry, scheme, count):
    """- `count`: of the tensors that the op may read."""
    name, ((kind, fields),) = entry["name"], entry["operation"].items()
    sources = [(edge["tensor"], edge["isTransposed"]) for edge in entry["edges"]]
    largest = scheme["largestWeights"][name] if kind == "convolution" else None
    if not all(0 <= tensor < count for tensor, _ in sources) or largest not in (None, *range(1, 128)):
        raise ValueError(name)
    output = _tensor(name, scheme, *entry["clamp"])
    return Op(output, entry["row"][1], sources, kind, fields, largest)
