"""Random TFLite models of int8 activations, of every op that `stapes import` takes."""
import numpy as np
from ai_edge_litert import schema_py_generated as tfl
import flatbuffers

INT8, INT32 = tfl.TensorType.INT8, tfl.TensorType.INT32
NONE, RELU, RELU_N1, RELU6 = 0, 1, 2, 3


class Builder:
    """One graph; a tensor is its number."""

    def __init__(self, random):
        self.random = random
        self.graph = tfl.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.buffers = [tfl.BufferT()]
        self.codes = []

    def tensor(self, shape, scale=None, zero=0, kind=INT8, data=None, axis=0):
        tensor = tfl.TensorT()
        tensor.shape, tensor.type = [int(d) for d in shape], kind
        tensor.name = f"tensor{len(self.graph.tensors)}"
        if scale is not None:
            quantisation = tfl.QuantizationParametersT()
            quantisation.scale = np.atleast_1d(np.asarray(scale, np.float32))
            quantisation.zeroPoint = np.broadcast_to(np.asarray(zero, np.int64),
                                                     quantisation.scale.shape).copy()
            quantisation.quantizedDimension = axis
            tensor.quantization = quantisation
        tensor.buffer = 0
        if data is not None:
            buffer = tfl.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
            self.buffers.append(buffer)
            tensor.buffer = len(self.buffers) - 1
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def op(self, name, inputs, output, options=None, kind=None):
        number = getattr(tfl.BuiltinOperator, name)
        if number not in self.codes:
            self.codes.append(number)
        operator = tfl.OperatorT()
        operator.opcodeIndex = self.codes.index(number)
        operator.inputs, operator.outputs = list(inputs), [output]
        if options is not None:
            operator.builtinOptionsType = getattr(tfl.BuiltinOptions, kind)
            operator.builtinOptions = options
        self.graph.operators.append(operator)
        return output

    def shape(self, tensor):
        return list(self.graph.tensors[tensor].shape)

    def quantisation(self, tensor):
        quantisation = self.graph.tensors[tensor].quantization
        return float(quantisation.scale[0]), int(quantisation.zeroPoint[0])

    def model(self, inputs, output):
        self.graph.inputs, self.graph.outputs = inputs, [output]
        model = tfl.ModelT()
        model.version, model.subgraphs, model.buffers = 3, [self.graph], self.buffers
        model.description = "random"
        model.operatorCodes = []
        for number in self.codes:
            code = tfl.OperatorCodeT()
            code.builtinCode = number
            code.deprecatedBuiltinCode = min(number, 127)
            code.version = 1
            model.operatorCodes.append(code)
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


class Grower(Builder):
    """Draws layers; every activation keeps most of its range."""

    def pick(self, *values):
        return values[self.random.integers(len(values))]

    def number(self, low, high):
        return int(self.random.integers(low, high + 1))

    def zero(self):
        return self.pick(-128, 0, self.number(-128, 127), self.number(-20, 20))

    def like(self, source, shape):
        return self.tensor(shape, *self.quantisation(source))

    def input(self, shape):
        return self.tensor(shape, self.random.uniform(0.01, 0.2), self.zero())

    def weights(self, shape, axis, taps, source, channels):
        """Weights, biases, and an output scale that fits them."""
        per_channel = self.pick(True, True, False)
        scales = self.random.uniform(0.2, 1, channels if per_channel else 1) * 0.01
        if per_channel and self.random.random() < 0.1:
            scales[self.number(0, channels - 1)] *= self.pick(1e-3, 1e-9, 1e-12)
        values = self.random.integers(-127, 128, shape).astype(np.int8)
        if self.random.random() < 0.2:
            values[self.random.random(shape) < 0.7] = 0
        kernel = self.tensor(shape, scales, 0, INT8, values, axis)
        scale, _ = self.quantisation(source)
        biases, kind = self.biases(channels, taps)
        bias = self.tensor([channels], np.float32(scale) * scales.astype(np.float32), 0, kind, biases)
        spread = scale * 0.006 * 74 * 80 * np.sqrt(taps) / 60
        return kernel, bias, float(spread * self.random.uniform(0.3, 1.5))

    def biases(self, channels, taps):
        return self.random.integers(-4000, 4000, channels).astype(np.int32), INT32

    def length(self, size, kernel, stride, dilation, same):
        extent = (kernel - 1) * dilation + 1
        return -(-size // stride) if same else (size - extent) // stride + 1

    def convolution(self, source, depthwise):
        _, height, width, channels = self.shape(source)
        same = self.pick(True, False)
        dilation = [self.pick(1, 1, 1, 2), self.pick(1, 1, 1, 2)]
        stride = [self.pick(1, 1, 2, 3), self.pick(1, 1, 2)]
        if depthwise and max(dilation) > 1:
            stride = [1, 1]
        if depthwise:
            stride = [stride[0]] * 2
        kernel = [min(self.number(1, 4), height), min(self.number(1, 4), width)]
        for axis, size in enumerate([height, width]):
            if (kernel[axis] - 1) * dilation[axis] + 1 > size:
                dilation[axis] = 1
        rows = self.length(height, kernel[0], stride[0], dilation[0], same)
        columns = self.length(width, kernel[1], stride[1], dilation[1], same)
        if depthwise:
            multiplier = self.pick(1, 1, 2, 3)
            outputs, shape, axis = channels * multiplier, None, 3
            shape = [1, *kernel, outputs]
            taps, options = kernel[0] * kernel[1], tfl.DepthwiseConv2DOptionsT()
            options.depthMultiplier = multiplier
        else:
            groups = self.pick(1, 1, 1, 2) if channels % 2 == 0 else 1
            outputs = groups * self.number(1, 9)
            shape, axis = [outputs, *kernel, channels // groups], 0
            taps, options = kernel[0] * kernel[1] * channels // groups, tfl.Conv2DOptionsT()
        options.padding = 0 if same else 1
        options.strideH, options.strideW = stride
        options.dilationHFactor, options.dilationWFactor = dilation
        options.fusedActivationFunction = self.pick(NONE, RELU, RELU6, RELU_N1)
        weights, bias, scale = self.weights(shape, axis, taps, source, outputs)
        output = self.tensor([1, rows, columns, outputs], scale, self.zero())
        inputs = [source, weights, bias] if self.random.random() < 0.9 or depthwise else [source, weights, -1]
        if depthwise:
            return self.op("DEPTHWISE_CONV_2D", inputs, output, options, "DepthwiseConv2DOptions")
        return self.op("CONV_2D", inputs, output, options, "Conv2DOptions")

    def pool(self, source):
        _, height, width, channels = self.shape(source)
        options = tfl.Pool2DOptionsT()
        same = self.pick(True, False)
        whole = self.random.random() < 0.2
        size = [height, width] if whole else [min(self.number(1, 3), height), min(self.number(1, 3), width)]
        stride = [self.number(1, 3), self.number(1, 3)]
        options.padding = 0 if same else 1
        options.filterHeight, options.filterWidth = size
        options.strideH, options.strideW = stride
        options.fusedActivationFunction = self.pick(NONE, NONE, RELU, RELU6)
        shape = [1, self.length(height, size[0], stride[0], 1, same),
                 self.length(width, size[1], stride[1], 1, same), channels]
        name = self.pick("AVERAGE_POOL_2D", "MAX_POOL_2D")
        return self.op(name, [source], self.like(source, shape), options, "Pool2DOptions")

    def mean(self, source):
        _, _, _, channels = self.shape(source)
        options = tfl.ReducerOptionsT()
        options.keepDims = self.pick(True, False)
        axes = self.tensor([2], kind=INT32, data=np.array([1, 2], np.int32))
        scale, _ = self.quantisation(source)
        output = self.tensor([1, 1, 1, channels] if options.keepDims else [1, channels],
                             scale * self.random.uniform(0.3, 1.2), self.zero())
        return self.op("MEAN", [source, axes], output, options, "ReducerOptions")

    def sides(self, most):
        """Rows and columns before and after a map."""
        return [[0, 0], [self.number(0, most), self.number(0, most)],
                [self.number(0, most), self.number(0, most)], [0, 0]]

    def padded(self, source, sides, value=None):
        _, height, width, channels = self.shape(source)
        inputs = [source, self.tensor([4, 2], kind=INT32, data=np.array(sides, np.int32))]
        name, options, kind = "PAD", tfl.PadOptionsT(), "PadOptions"
        if value is not None:
            inputs.append(self.tensor([1], *self.quantisation(source), data=np.array([value], np.int8)))
            name, options, kind = "PADV2", tfl.PadV2OptionsT(), "PadV2Options"
        shape = [1, height + sum(sides[1]), width + sum(sides[2]), channels]
        return self.op(name, inputs, self.like(source, shape), options, kind)

    def pad_alone(self, source):
        """Zeros that something else than a convolution reads, or the lowest value for a max-pool."""
        if self.random.random() < 0.5:
            padded = self.padded(source, self.sides(3), self.pick(None, self.quantisation(source)[1]))
            return self.pick(self.elementwise, self.pool)(padded)
        padded = self.padded(source, self.sides(1), -128)
        _, height, width, channels = self.shape(padded)
        options = tfl.Pool2DOptionsT()
        options.padding, options.filterHeight, options.filterWidth = 1, min(2, height), min(2, width)
        options.strideH, options.strideW = self.number(1, 2), self.number(1, 2)
        options.fusedActivationFunction = self.pick(NONE, RELU)
        shape = [1, self.length(height, options.filterHeight, options.strideH, 1, False),
                 self.length(width, options.filterWidth, options.strideW, 1, False), channels]
        return self.op("MAX_POOL_2D", [padded], self.like(source, shape), options, "Pool2DOptions")

    def pad(self, source):
        _, height, width, channels = self.shape(source)
        sides = self.sides(2)
        padded = self.padded(source, sides)
        shape = self.shape(padded)
        options = tfl.Conv2DOptionsT()
        options.padding, options.strideH, options.strideW = 1, self.pick(1, 2), 1
        options.dilationHFactor = options.dilationWFactor = 1
        kernel = [min(3, shape[1]), min(3, shape[2])]
        outputs = self.number(1, 6)
        weights, bias, scale = self.weights([outputs, *kernel, channels], 0,
                                            kernel[0] * kernel[1] * channels, source, outputs)
        output = self.tensor([1, self.length(shape[1], kernel[0], options.strideH, 1, False),
                              self.length(shape[2], kernel[1], 1, 1, False), outputs], scale, self.zero())
        return self.op("CONV_2D", [padded, weights, bias], output, options, "Conv2DOptions")

    def elementwise(self, source):
        scale, zero = self.quantisation(source)
        shape = self.shape(source)
        name = self.pick("LOGISTIC", "TANH", "RELU", "RELU6", "LEAKY_RELU", "QUANTIZE")
        options, kind = None, None
        if name == "LOGISTIC":
            output = self.tensor(shape, 1 / 256, -128)
        elif name == "TANH":
            output = self.tensor(shape, 1 / 128, 0)
        elif name == "RELU6":
            output = self.like(source, shape)
        else:
            output = self.tensor(shape, scale * self.random.uniform(0.4, 1.5), self.zero())
        if name == "LEAKY_RELU":
            options, kind = tfl.LeakyReluOptionsT(), "LeakyReluOptions"
            options.alpha = float(np.float32(self.random.uniform(0.01, 0.5)))
        if name == "QUANTIZE":
            options, kind = tfl.QuantizeOptionsT(), "QuantizeOptions"
        return self.op(name, [source], output, options, kind)

    def join(self, a, b):
        scales = [self.quantisation(t)[0] for t in (a, b)]
        name = self.pick("ADD", "SUB", "MUL")
        if name != "MUL":
            options = tfl.AddOptionsT() if name == "ADD" else tfl.SubOptionsT()
            options.fusedActivationFunction = self.pick(NONE, RELU, RELU6)
            output = self.tensor(self.shape(a), max(scales) * self.random.uniform(0.6, 2), self.zero())
            return self.op(name, [a, b], output, options, name.capitalize() + "Options")
        options = tfl.MulOptionsT()
        options.fusedActivationFunction = self.pick(NONE, RELU)
        output = self.tensor(self.shape(a), scales[0] * scales[1] * self.random.uniform(20, 90), self.zero())
        return self.op("MUL", [a, b], output, options, "MulOptions")

    def scaled(self, source):
        """A product by constants."""
        channels = self.shape(source)[-1]
        values = self.random.integers(-60, 60, channels).astype(np.int8)
        factor = self.tensor([channels], 0.02, self.number(-50, 50), INT8, values)
        options = tfl.MulOptionsT()
        options.fusedActivationFunction = NONE
        scale, _ = self.quantisation(source)
        output = self.tensor(self.shape(source), scale * 0.02 * self.random.uniform(20, 90), self.zero())
        inputs = [source, factor] if self.pick(True, False) else [factor, source]
        return self.op("MUL", inputs, output, options, "MulOptions")

    def shifted(self, source):
        """A sum with a number or with one for each channel, a difference, or a product by a number."""
        scale, _ = self.quantisation(source)
        name = self.pick("ADD", "SUB", "MUL")
        count = self.pick(1, self.shape(source)[-1]) if name != "MUL" else 1
        value = self.random.integers(-128, 128, count).astype(np.int8)
        shape = [count] if count > 1 else self.pick([1], [])
        number = self.tensor(shape, self.random.uniform(0.3, 2) * scale, self.number(-128, 127),
                             INT8, value)
        inputs = [source, number] if self.pick(True, False) else [number, source]
        activation = self.pick(NONE, RELU, RELU6)
        if name != "MUL":
            options = tfl.AddOptionsT() if name == "ADD" else tfl.SubOptionsT()
            options.fusedActivationFunction = activation
            output = self.tensor(self.shape(source), scale * self.random.uniform(1, 2.5), self.zero())
            return self.op(name, inputs, output, options, name.capitalize() + "Options")
        options = tfl.MulOptionsT()
        options.fusedActivationFunction = activation
        reach = self.quantisation(number)[0] * self.random.uniform(40, 130)
        output = self.tensor(self.shape(source), scale * reach, self.zero())
        return self.op("MUL", inputs, output, options, "MulOptions")

    def concatenation(self, source):
        """A convolution beside the source, at its scale."""
        _, height, width, channels = self.shape(source)
        other = self.pick(self.elementwise_at(source), source)
        options = tfl.ConcatenationOptionsT()
        options.axis, options.fusedActivationFunction = self.pick(3, -1), NONE
        output = self.like(source, [1, height, width, 2 * channels])
        return self.op("CONCATENATION", [source, other], output, options, "ConcatenationOptions")

    def elementwise_at(self, source):
        """Another tensor of the same shape and scale."""
        output = self.like(source, self.shape(source))
        return self.op("RELU6", [source], output)

    def fully_connected(self, source):
        elements = int(np.prod(self.shape(source)))
        outputs = self.number(1, 12)
        options = tfl.FullyConnectedOptionsT()
        options.fusedActivationFunction = self.pick(NONE, RELU)
        weights, bias, scale = self.weights([outputs, elements], 0, elements, source, outputs)
        output = self.tensor([1, outputs], scale, self.zero())
        return self.op("FULLY_CONNECTED", [source, weights, bias], output, options, "FullyConnectedOptions")

    def reshape(self, source, shape, name="RESHAPE"):
        output = self.like(source, shape)
        if name == "SQUEEZE":
            options = tfl.SqueezeOptionsT()
            options.squeezeDims = [1, 2]
            return self.op(name, [source], output, options, "SqueezeOptions")
        target = self.tensor([len(shape)], kind=INT32, data=np.array(shape, np.int32))
        return self.op("RESHAPE", [source, target], output, tfl.ReshapeOptionsT(), "ReshapeOptions")

    def softmax(self, source):
        options = tfl.SoftmaxOptionsT()
        options.beta = self.pick(1.0, 1.0, 0.5)
        output = self.tensor(self.shape(source), 1 / 256, -128)
        return self.op("SOFTMAX", [source], output, options, "SoftmaxOptions")


def random_model(seed):
    return grow(Grower(np.random.default_rng(seed)))


def grow(grower):
    random = grower.random
    on_its_side = random.random() < 0.2
    shape = [1, 1 if on_its_side else grower.number(3, 14), grower.number(2, 14), grower.number(1, 5)]
    source = place = grower.input(shape)
    for _ in range(grower.number(1, 6)):
        step = random.random()
        _, height, width, _ = grower.shape(place)
        if step < 0.3:
            place = grower.convolution(place, False)
        elif step < 0.5:
            place = grower.convolution(place, True)
        elif step < 0.6:
            place = grower.pool(place)
        elif step < 0.7:
            place = grower.elementwise(place)
        elif step < 0.8:
            other = grower.pick(grower.elementwise(place), grower.elementwise(place), place)
            place = grower.join(place, other)
        elif step < 0.85:
            place = grower.concatenation(place)
        elif step < 0.9:
            place = grower.pick(grower.scaled, grower.shifted)(place)
        elif not on_its_side:
            place = grower.pick(grower.pad, grower.pad_alone)(place)
    if random.random() < 0.5:
        place = grower.pick(grower.mean, grower.pool)(place)
    if random.random() < 0.3 and len(grower.shape(place)) == 4 and grower.shape(place)[1:3] == [1, 1]:
        place = grower.reshape(place, [1, grower.shape(place)[3]], "SQUEEZE")
    if random.random() < 0.8:
        elements = int(np.prod(grower.shape(place)))
        if random.random() < 0.7:
            place = grower.reshape(place, [1, elements])
        place = grower.fully_connected(place)
        for _ in range(grower.number(0, 2)):
            place = grower.pick(grower.fully_connected, grower.elementwise)(place)
        if random.random() < 0.5:
            place = grower.softmax(place)
    else:
        if place == source:
            place = grower.convolution(place, False)
        place = grower.reshape(place, [1, int(np.prod(grower.shape(place)))])
    return grower.model([source], place), grower.graph
