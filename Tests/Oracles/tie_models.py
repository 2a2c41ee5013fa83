"""TFLite models in which the last bit of a factor decides: a product or a ratio of scales taken in
float32 rounds some of their values to other steps than one taken in doubles."""
import numpy as np
from ai_edge_litert import schema_py_generated as tfl

from random_models import INT32, NONE, Builder

SINGLE = np.float32


def models(count):
    """So many of each kind, with their names."""
    random = np.random.default_rng(1)
    for name, make in (("FULLY_CONNECTED", connected), ("RELU", relu), ("LEAKY_RELU", leaky)):
        made = 0
        while made < count:
            model = make(random)
            if model is not None:
                made += 1
                yield f"ties of {name} {made}", model


def connected(random):
    """Biases alone, each of which the two products round apart."""
    source, weight, output = scales(random, (0.01, 0.2), (1e-7, 1e-6), (0.5, 2))
    single = multiplier(float(SINGLE(source) * SINGLE(weight)) / output)
    double = multiplier(source * weight / output)
    biases = []
    for step in range(20, 120):
        tie = int((step + 0.5) * output / (source * weight))
        near = np.arange(tie - 80, tie + 81)
        apart = near[scaled(near, single) != scaled(near, double)]
        if len(apart) and abs(apart[0]) < 1 << 30:
            biases.append(apart[0])
    if not biases:
        return None
    builder = Builder(random)
    count = len(biases)
    inputs = builder.tensor([1, 4], source)
    weights = builder.tensor([count, 4], weight, data=np.zeros((count, 4), np.int8))
    bias = builder.tensor([count], float(SINGLE(source) * SINGLE(weight)), kind=INT32,
                          data=np.array(biases, np.int32))
    options = tfl.FullyConnectedOptionsT()
    options.fusedActivationFunction = NONE
    place = builder.tensor([1, count], output)
    builder.op("FULLY_CONNECTED", [inputs, weights, bias], place, options, "FullyConnectedOptions")
    return builder.model([inputs], place)


def relu(random):
    """A ratio that puts some step of the input near a tie."""
    (output,) = scales(random, (0.001, 0.1))
    source = float(SINGLE(output * tie(random)))
    zero = int(random.integers(-128, 1))
    values = np.arange(-128, 128) - zero
    single = multiplier(float(SINGLE(source) / SINGLE(output)))
    if (scaled(values, single) == scaled(values, multiplier(source / output))).all():
        return None
    return unary("RELU", source, zero, output)


def leaky(random):
    """The same of the slope below zero."""
    source, output = scales(random, (0.01, 0.1), (0.01, 0.1))
    slope = float(SINGLE(tie(random) * output / source))
    zero = int(random.integers(0, 128))
    if not 0 < slope < 1:
        return None
    values = np.arange(-128, 0) - zero
    single = multiplier(float(SINGLE(source) * SINGLE(slope) / SINGLE(output)))
    if (scaled(values, single) == scaled(values, multiplier(source * slope / output))).all():
        return None
    options = tfl.LeakyReluOptionsT()
    options.alpha = slope
    return unary("LEAKY_RELU", source, zero, output, options, "LeakyReluOptions")


def unary(name, source, zero, output, options=None, kind=None):
    builder = Builder(None)
    inputs = builder.tensor([1, 1024], source, zero)
    place = builder.op(name, [inputs], builder.tensor([1, 1024], output, zero), options, kind)
    return builder.model([inputs], place)


def scales(random, *ranges):
    return [float(SINGLE(random.uniform(*range))) for range in ranges]


def tie(random):
    """A ratio by which some number of steps comes between two."""
    return (int(random.integers(0, 60)) + 0.5) / int(random.integers(3, 255))


def multiplier(real):
    """A mantissa of 31 bits and an exponent, as TFLite has factors."""
    fraction, exponent = np.frexp(real)
    return int(np.floor(fraction * 2**31 + 0.5)), int(exponent)


def scaled(values, factor):
    """TFLite's two roundings."""
    mantissa, exponent = factor
    left, right = max(exponent, 0), max(-exponent, 0)
    high = ((np.asarray(values, np.int64) << left) * mantissa + (1 << 30)) >> 31
    rest = high & ((1 << right) - 1)
    return (high >> right) + (rest > ((1 << right) - 1 >> 1) + (high < 0))
