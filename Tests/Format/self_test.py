"""Computes a model's self-test as Sources/Device/FORMAT.md specifies it.

Each op computes whole streams in Python's integers. If the checksum of its rows is another than the
file's, then the page, the file or this program is wrong.

usage: self_test.py <model.stapes>
"""
import operator, sys

import read_stapes, shapes
from refusal import check

GIVES_AT_END = ("global average", "value average", "scaled sum")


class Network:
    """A model that was read, and the rows of its tensors."""

    def __init__(self, model):
        self.model = model
        self.tensors = model["tensors"]
        self.isSingle = model["rounding"] == "single"

    def failures(self):
        """The ops whose output has another checksum than the file says."""
        test, inputs = self.model["selfTest"], len(self.model["inputs"])
        rows = [self.noise(test["seed"], index) for index in range(inputs)]
        failures = []
        for index, op in enumerate(self.model["ops"]):
            rows.append(Op(self, index, rows).rows())
            element = self.tensors[inputs + index]["elementBytes"]
            if fnv(row_bytes(rows[-1], element)) != test["checksums"][index]:
                failures.append(f"op {index}, {op['kind']}")
        return failures

    def noise(self, seed, index):
        tensor, record = self.tensors[index], self.model["inputs"][index]
        count = max(record["fixedRows"], record["minimumRows"])
        each = tensor["width"] * tensor["channels"]
        shift = 20 if tensor["elementBytes"] == 2 else 24
        values = [noise_value(seed, index, j) >> shift for j in range(count * each)]
        return [values[row * each:(row + 1) * each] for row in range(count)]

    def scale(self, x, factor):
        q31, shift = factor
        if self.isSingle:
            return wrapped(x * q31 + (1 << 30 - shift) >> 31 - shift)
        y = wrapped(x << max(shift, 0)) * q31 + (1 << 30) >> 31
        return rounded_from_zero(y, 1 << max(-shift, 0))


class Op:
    """One op over whole streams."""

    def __init__(self, network, index, rows):
        self.network, self.op = network, network.model["ops"][index]
        self.output = network.tensors[len(network.model["inputs"]) + index]
        self.kind, edges = self.op["kind"], self.op["edges"]
        self.sources = [rows[edge["tensor"]] for edge in edges]
        self.zeros = [network.tensors[edge["tensor"]]["zeroPoint"] for edge in edges]
        self.shapes = [shapes.seen(network.tensors, edge) for edge in edges]
        self.width, self.channels = self.shapes[0]
        self.z = self.zeros[0]

    def rows(self):
        """The op's rows, checked to have the tensor's shape."""
        if self.kind in ("convolution", "depthwise"):
            rows = self.convolution()
        elif self.kind in ("max pool", "average pool"):
            rows = [self.pool(window) for window in self.windows()]
        elif self.kind == "window average":
            rows = [self.average([row for row in window if row is not None])
                    for window in self.windows()]
        elif self.kind in GIVES_AT_END:
            rows = [self.average(self.sources[0])]
        elif self.kind == "flatten":
            rows = self.flatten()
        elif self.kind.endswith("offset"):
            rows = [self.offset(row) for row in self.sources[0]]
        elif self.kind in ("add", "subtract", "multiply", "concat"):
            join = getattr(self, self.kind)
            rows = [join(*parts) for parts in zip(*self.sources)]
        else:
            rows = [self.function(row) for row in self.sources[0]]
        expected = self.output["width"] * self.output["channels"]
        check(all(len(row) == expected for row in rows), "a row's length", self.kind)
        return rows

    def clamp(self, x):
        return min(max(x, self.op["lowest"]), self.op["highest"])

    def requantise(self, x, factor=None):
        factor = factor or self.op["factor"]
        return self.clamp(self.network.scale(x, factor) + self.output["zeroPoint"])

    def windows(self):
        """The rows under each kernel; None for padding."""
        window, source = self.op["window"], self.sources[0]
        padded = [None] * window["padBefore"] + source + [None] * window["padAfter"]
        last = len(padded) - window["kernelRows"]
        return [padded[row:row + window["kernelRows"]]
                for row in range(0, last + 1, window["strideRows"])]

    def columns(self):
        """Where each kernel starts across a row, padding in front counted as negative."""
        window = self.op["window"]
        last = self.width + window["padRight"] - window["kernelAcross"]
        return range(-window["padLeft"], last + 1, window["strideAcross"])

    def convolution(self):
        window, groups, (tall, across) = self.op["window"], self.op["groups"], self.op["pool"]
        inputs, outputs = self.channels // groups, self.output["channels"]
        each = window["kernelRows"] * window["kernelAcross"] * inputs
        weights = [self.op["weights"][o * each:(o + 1) * each] for o in range(outputs)]
        padding = [self.z] * self.channels
        rows = []
        for kernel in self.windows():
            cells = [
                [row[x * self.channels:(x + 1) * self.channels]
                 if row is not None and 0 <= x < self.width else padding
                 for x in range(-window["padLeft"], self.width + window["padRight"])]
                for row in kernel]
            columns = [self.convolved(cells, x + window["padLeft"], inputs, weights)
                       for x in self.columns()]
            rows.append([
                [max(values) for values in zip(*columns[x:x + across])]
                for x in range(0, len(columns) - across + 1, across)])
        return [
            [max(values) for x in range(self.output["width"])
             for values in zip(*(row[x] for row in rows[first:first + tall]))]
            for first in range(0, len(rows) - tall + 1, tall)]

    def convolved(self, cells, x, inputs, weights):
        """All output channels at one place."""
        taps = [cell for row in cells for cell in row[x:x + self.op["window"]["kernelAcross"]]]
        groups, factors, biases = self.op["groups"], self.op["factors"], self.op["storedBiases"]
        parts = [[value for cell in taps for value in cell[group * inputs:(group + 1) * inputs]]
                 for group in range(groups)]
        values = []
        for o, mine in enumerate(weights):
            sum_ = biases[o] + sum(map(operator.mul, parts[o * groups // len(weights)], mine))
            if self.op["form"] == "long":
                q15, shift = factors[o]
                values.append(self.clamp(sum_ * q15 + (1 << 14 - shift) >> 15 - shift))
            else:
                values.append(self.requantise(sum_, factors[o]))
        return values

    def pool(self, kernel):
        row = []
        for start in self.columns():
            end = start + self.op["window"]["kernelAcross"]
            columns = range(max(0, start), min(self.width, end))
            for c in range(self.channels):
                values = [line[x * self.channels + c]
                          for line in kernel if line is not None for x in columns]
                highest = self.kind == "max pool"
                row.append(self.clamp(
                    max(values) if highest else rounded_from_zero(sum(values), len(values))))
        return row

    def average(self, rows):
        """The average or sum of some rows."""
        sums = [sum(sum(row[c::self.channels]) for row in rows) for c in range(self.channels)]
        there = len(rows) * self.width
        if self.kind == "value average":
            return [self.clamp(rounded_from_zero(sum_, there)) for sum_ in sums]
        sums = [sum_ - there * self.z for sum_ in sums]
        if self.kind == "scaled sum":
            return [self.requantise(sum_) for sum_ in sums]
        n = there
        if self.kind == "window average":
            n = self.op["window"]["kernelRows"] * self.op["window"]["kernelAcross"]
        return [self.requantise((512 * sum_ + n) // (2 * n)) for sum_ in sums]

    def flatten(self):
        count, rows = self.op["rows"], []
        width, channels = self.width, self.channels
        for first in range(0, len(self.sources[0]) - count + 1, count):
            values = [0] * (count * width * channels)
            for r, row in enumerate(self.sources[0][first:first + count]):
                for place, value in enumerate(row):
                    x, c = divmod(place, channels)
                    values[[c * count * width + r * width + x, c * count * width + x * count + r,
                            r * width * channels + x * channels + c][self.op["order"]]] = value
            rows.append(values)
        return rows

    def scaled(self, row, operand):
        """A row's values, brought to the scale that both operands share."""
        bits = 15 if self.output["elementBytes"] == 2 else 20
        factor = self.op["edges"][operand]["factor"]
        return [self.network.scale(x - self.zeros[operand] << bits, factor) for x in row]

    def add(self, a, b):
        return [self.requantise(x + y) for x, y in zip(self.scaled(a, 0), self.scaled(b, 1))]

    def subtract(self, a, b):
        return [self.requantise(x - y) for x, y in zip(self.scaled(a, 0), self.scaled(b, 1))]

    def offset(self, row):
        sign = -1 if self.kind == "reversed offset" else 1
        constants = self.op["table"]
        return [self.requantise(constants[i % len(constants)] + sign * x)
                for i, x in enumerate(self.scaled(row, 0))]

    def multiply(self, a, b):
        za, zb = self.zeros
        return [self.requantise((x - za) * (y - zb)) for x, y in zip(a, b)]

    def concat(self, *parts):
        row = []
        for x in range(self.output["width"]):
            for part, zero, edge, (_, channels) in zip(
                    parts, self.zeros, self.op["edges"], self.shapes):
                row += [self.requantise(value - zero, edge["factor"])
                        for value in part[x * channels:(x + 1) * channels]]
        return row

    def function(self, row):
        table = self.op.get("table")
        if self.kind == "lookup":
            return [table[value % 256] for value in row]
        if self.kind == "rescale":
            factors = self.op["factor"], self.op["negativeFactor"]
            return [self.requantise(value - self.z, factors[value < self.z]) for value in row]
        if self.kind in ("softmax", "gemmlowp softmax"):
            highest = max(row)
            powers = [table[highest - value] if highest - value < len(table) else 0
                      for value in row]
            return softmax(powers) if self.kind == "softmax" else gemmlowp_softmax(powers)
        if self.kind == "interpolated softmax":
            return self.interpolated_softmax(row, table[:513], table[513:])
        return [self.sigmoid(value, table) for value in row]

    def sigmoid(self, x, table):
        q31, shift = self.op["factor"]
        is_tangent = self.kind == "hyperbolic tangent"
        v = 2 * x * q31 + (1 << shift) >> shift + 1
        b = 8 if is_tangent else 9
        i, rest = divmod(abs(v), 1 << b)
        p = 65535 << 8 if is_tangent else 65534 << 9
        if i < 255:
            p = (table[i] << b) + rest * (table[i + 1] - table[i])
        if is_tangent:
            d = p - (1 << 23)
            return d + 128 >> 8 if v >= 0 else 127 - d >> 8
        return p + 512 >> 10 if v >= 0 else (1 << 25) - p + 511 >> 10

    def interpolated_softmax(self, row, exponentials, reciprocals):
        highest, factor = max(row), self.op["factor"]
        powers = [interpolated(exponentials, self.network.scale(x - highest, factor) + 32767)
                  for x in row]
        total = sum(powers)
        n = total.bit_length() - 1
        fraction = ((total - (1 << n) << 17) + (1 << n)) >> n + 1
        reciprocal = interpolated(reciprocals, fraction - 32768)
        return [self.clamp(2 * e * reciprocal + (1 << n) >> n + 1) for e in powers]


def interpolated(table, x):
    x = min(max(x, -32768), 32767)
    i = x // 128 + 256
    slope = short(table[i + 1] - table[i])
    return short(table[i] + (slope * (x % 128) + 64 >> 7))


def softmax(powers):
    total = sum(powers)
    if total == 0:
        return [-128] * len(powers)
    return [min(127, (256 * e + total // 2) // total - 128) for e in powers]


def gemmlowp_softmax(powers):
    n, k = sum(rounded_from_zero(e, 1 << 12) for e in powers), 35
    while k > 3 and n < 1 << 31:
        n, k = 2 * n, k - 1
    h = n // 2
    x = 1515870810 + high(h, -1010580540)
    for _ in range(3):
        x += saturated(2 * saturated(2 * high(x, (1 << 29) - high(h, x))))
    r = saturated(2 * x)
    return [min(max(rounded_from_zero(high(r, e), 1 << k) - 128, -128), 127) for e in powers]


def high(a, b):
    return a * b + (1 << 30) >> 31


def rounded_from_zero(x, divisor):
    """x / divisor, rounded to the nearest integer, half away from zero."""
    magnitude = (2 * abs(x) + divisor) // (2 * divisor)
    return magnitude if x >= 0 else -magnitude


def saturated(x):
    return min(max(x, -1 << 31), (1 << 31) - 1)


def wrapped(x):
    return (x + (1 << 31)) % (1 << 32) - (1 << 31)


def short(x):
    return (x + (1 << 15)) % (1 << 16) - (1 << 15)


def noise_value(seed, index, j):
    h = seed + (index << 24) + 0x9E3779B9 * j & 0xFFFFFFFF
    h = (h ^ h >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    h = (h ^ h >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return wrapped(h ^ h >> 16)


def row_bytes(rows, element):
    """The rows as they lie in memory."""
    return b"".join((value % (1 << 8 * element)).to_bytes(element, "little")
                    for row in rows for value in row)


def fnv(data):
    """FNV-1a over bytes."""
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        sys.exit("\n".join(Network(read_stapes.read(file.read())).failures()) or 0)
