"""Random TFLite models of int16 activations, and of both sizes, of every op that `stapes import` takes."""
import numpy as np
from ai_edge_litert import schema_py_generated as tfl

import random_models
from random_models import INT8, INT32

INT16, INT64 = tfl.TensorType.INT16, tfl.TensorType.INT64
UNIT = 1 / 32768


class Int16Grower(random_models.Grower):
    """Activations are int16, but for stretches of int8 between two QUANTIZE."""

    def __init__(self, random):
        super().__init__(random)
        self.kind = INT16

    @property
    def is_int16(self):
        return self.kind == INT16

    def tensor(self, shape, scale=None, zero=0, kind=None, data=None, axis=0):
        return super().tensor(shape, scale, zero, self.kind if kind is None else kind, data, axis)

    def zero(self):
        return 0 if self.is_int16 else super().zero()

    def input(self, shape):
        if self.random.random() < 0.2:
            self.kind = INT8
            return super().input(shape)
        return self.tensor(shape, self.random.uniform(0.01, 0.2) / 256)

    def biases(self, channels, taps):
        if not self.is_int16:
            return super().biases(channels, taps)
        # Sums of many products take more than 32 bits.
        if self.needs_long or taps > 400 or self.random.random() < 0.7:
            reach = self.pick(1 << 20, 1 << 20, 1 << 30)
            return self.random.integers(-reach, reach, channels).astype(np.int64), INT64
        return self.random.integers(-(1 << 20), 1 << 20, channels).astype(np.int32), INT32

    def convolution(self, source, depthwise):
        if self.random.random() < 0.15:
            source = self.cross(source)
        self.needs_long = depthwise
        return super().convolution(source, depthwise)

    def fully_connected(self, source):
        self.needs_long = False
        return super().fully_connected(source)

    def pad(self, source):
        self.needs_long = False
        return super().pad(source)

    def elementwise(self, source):
        if not self.is_int16:
            return super().elementwise(source)
        scale, _ = self.quantisation(source)
        shape = self.shape(source)
        name = self.pick("LOGISTIC", "TANH", "RELU", "RELU6", "LEAKY_RELU", "QUANTIZE")
        options, kind = None, None
        if name in ("LOGISTIC", "TANH"):
            # Some inputs of scales that are powers of two.
            if self.random.random() < 0.3:
                source = self.op("QUANTIZE", [source],
                                 self.tensor(shape, 2.0 ** -self.number(10, 13)),
                                 tfl.QuantizeOptionsT(), "QuantizeOptions")
            output = self.tensor(shape, UNIT)
        elif name == "RELU6":
            output = self.like(source, shape)
        else:
            output = self.tensor(shape, scale * self.random.uniform(0.4, 1.5))
        if name == "LEAKY_RELU":
            options, kind = tfl.LeakyReluOptionsT(), "LeakyReluOptions"
            options.alpha = float(np.float32(self.random.uniform(0.01, 0.5)))
        if name == "QUANTIZE":
            options, kind = tfl.QuantizeOptionsT(), "QuantizeOptions"
        return self.op(name, [source], output, options, kind)

    def cross(self, source):
        """The same values in elements of the other size."""
        scale, _ = self.quantisation(source)
        factor = self.random.uniform(150, 500)
        scale = scale * factor if self.is_int16 else scale / factor
        self.kind = INT8 if self.is_int16 else INT16
        return self.op("QUANTIZE", [source], self.tensor(self.shape(source), scale, self.zero()),
                       tfl.QuantizeOptionsT(), "QuantizeOptions")

    def join(self, a, b):
        if not self.is_int16:
            return super().join(a, b)
        if self.random.random() < 0.5:
            options = tfl.MulOptionsT()
            options.fusedActivationFunction = self.pick(0, 1)
            scales = [self.quantisation(t)[0] for t in (a, b)]
            output = self.tensor(self.shape(a), scales[0] * scales[1] * self.random.uniform(5000, 25000))
            return self.op("MUL", [a, b], output, options, "MulOptions")
        name = self.pick("ADD", "SUB")
        options = tfl.AddOptionsT() if name == "ADD" else tfl.SubOptionsT()
        options.fusedActivationFunction = self.pick(0, 1, 3)
        scale = max(self.quantisation(t)[0] for t in (a, b))
        output = self.tensor(self.shape(a), scale * self.random.uniform(0.6, 2))
        return self.op(name, [a, b], output, options, name.capitalize() + "Options")

    def scaled(self, source):
        return self.cross(source) if self.is_int16 else super().scaled(source)

    def shifted(self, source):
        if not self.is_int16:
            return super().shifted(source)
        if self.pick(True, False):
            return self.cross(source)
        scale, _ = self.quantisation(source)
        count = self.pick(1, self.shape(source)[-1])
        values = self.random.integers(-32768, 32768, count).astype(np.int16)
        number = self.tensor([count], scale * self.random.uniform(0.3, 2), 0, INT16, values)
        name = self.pick("ADD", "SUB")
        options = tfl.AddOptionsT() if name == "ADD" else tfl.SubOptionsT()
        options.fusedActivationFunction = self.pick(0, 1, 3)
        output = self.tensor(self.shape(source), scale * self.random.uniform(1, 2.5))
        inputs = [source, number] if self.pick(True, False) else [number, source]
        return self.op(name, inputs, output, options, name.capitalize() + "Options")

    def padded(self, source, sides, value=None):
        # TFLite Micro's PADV2 takes int16 too, which is not imported.
        return super().padded(source, sides, None if self.is_int16 else value)

    def softmax(self, source):
        if not self.is_int16:
            return super().softmax(source)
        if self.quantisation(source)[0] > 1:
            return source
        options = tfl.SoftmaxOptionsT()
        options.beta = self.pick(1.0, 1.0, 0.5)
        return self.op("SOFTMAX", [source], self.tensor(self.shape(source), UNIT), options,
                       "SoftmaxOptions")

    def reshape(self, source, shape, name="RESHAPE"):
        if name == "RESHAPE" and self.random.random() < 0.2:
            source = self.expanded(source)
        return super().reshape(source, shape, name)

    def expanded(self, source):
        axis = self.tensor([1], kind=INT32, data=np.array([1], np.int32))
        shape = self.shape(source)
        return self.op("EXPAND_DIMS", [source, axis], self.like(source, [1, 1, *shape[1:]]),
                       tfl.ExpandDimsOptionsT(), "ExpandDimsOptions")


def random_model(seed):
    return random_models.grow(Int16Grower(np.random.default_rng(seed)))
