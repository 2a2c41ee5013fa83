"""Reads a .stapes file as Sources/Device/FORMAT.md specifies it, and prints it as JSON.

Written from that page alone: it shares nothing with the library.

usage: read_stapes.py <model.stapes>
"""
import json, struct, sys

import shapes
from refusal import Refusal, check

KINDS = {
    1: "convolution", 2: "depthwise", 3: "max pool", 4: "average pool", 5: "global average",
    6: "add", 7: "concat", 8: "lookup", 9: "flatten", 10: "softmax", 11: "window average",
    12: "value average", 13: "scaled sum", 14: "multiply", 15: "gemmlowp softmax", 16: "rescale",
    17: "logistic", 18: "hyperbolic tangent", 19: "interpolated softmax",
    20: "subtract", 21: "offset", 22: "reversed offset"}
PAYLOAD_BYTES = {
    "convolution": 48, "depthwise": 48, "max pool": 16, "average pool": 16, "window average": 24,
    "global average": 12, "value average": 12, "scaled sum": 12, "add": 8, "subtract": 8, "offset": 16, "reversed offset": 16,
    "multiply": 8,
    "concat": 0, "lookup": 8, "softmax": 8, "gemmlowp softmax": 8, "flatten": 4, "rescale": 16,
    "logistic": 16, "hyperbolic tangent": 16, "interpolated softmax": 16}
TABLE_ENTRIES = {
    "lookup": "b", "offset": "i", "reversed offset": "i", "softmax": "H", "gemmlowp softmax": "i", "logistic": "H",
    "hyperbolic tangent": "H", "interpolated softmax": "h"}
TABLE_LENGTHS = {
    "lookup": (256, 256), "offset": (1, 16384), "reversed offset": (1, 16384), "softmax": (1, 256), "gemmlowp softmax": (1, 256),
    "logistic": (256, 256), "hyperbolic tangent": (256, 256), "interpolated softmax": (1026, 1026)}
ENCODINGS = ["dense", "packed", "bitmap", "entropy", "sparse"]
FORMS = {"whole": 9, "short": 4, "medium": 7, "long": 9}
SECTIONS = ["channels", "weights", "tables", "labels", "names", "provenance", "selfTest",
            "listening"]
WINDOW = ["kernelRows", "kernelAcross", "strideRows", "strideAcross", "padBefore", "padAfter",
          "padLeft", "padRight"]


class File:
    """The bytes, and what the header says."""

    def __init__(self, data):
        self.data = data
        check(len(data) >= 64 and data[:4] == b"STPS", "no .stapes file")
        version = self.take("HH", 4)
        check(version == (0, 5), "version", version)
        check(self.u32(8) == len(data) and len(data) % 4 == 0, "length", len(data))
        check(self.u32(12) & ~1 == 0, "features", self.u32(12))
        check(checksum(data) == self.take("II", 16), "checksum")
        check(data[28] <= 1, "rounding profile", data[28])
        self.hasInt16 = self.u32(12) == 1
        self.arenaBytes = self.u32(24)
        self.rounding = ["single", "tflm"][data[28]]
        self.inputs, self.edges, self.ops = self.take("HHH", 30)
        for count in (self.inputs, self.edges, self.ops):
            check(1 <= count <= 8192, "records", count)
        self.tensors = self.inputs + self.ops
        self.cursorBytes = (8 * self.tensors + 6 * self.edges + 3) // 4 * 4
        check(self.cursorBytes <= self.arenaBytes <= 1 << 26, "arena", self.arenaBytes)

    def take(self, layout, position):
        """Values that stand behind one another."""
        self.inside(position, struct.calcsize("<" + layout))
        return struct.unpack_from("<" + layout, self.data, position)

    def u32(self, position):
        return self.take("I", position)[0]

    def bytes(self, position, count):
        self.inside(position, count)
        return self.data[position:position + count]

    def inside(self, position, count):
        check(0 <= position and 0 <= count and position + count <= len(self.data),
              "outside the file:", position, count)

    def memory(self, offset, count):
        """Checks that a stretch lies in the arena, behind the cursors."""
        check(self.cursorBytes <= offset and offset + count <= self.arenaBytes,
              "outside the arena:", offset, count)
        return {"offset": offset, "bytes": count}

    def words(self, offset, count):
        check(offset % 4 == 0, "words at", offset)
        return self.memory(offset, 4 * count)

    def factor(self, position):
        return list(self.take("ib", position))


def checksum(data):
    first = second = 0
    for index, (word,) in enumerate(struct.iter_unpack("<I", data)):
        first = first + (0 if index in (4, 5) else word)
        first = (first & 0xFFFFFFFF) + (first >> 32)
        second = second + first
        second = (second & 0xFFFFFFFF) + (second >> 32)
    return first, second


def read(data):
    """Everything that a file says."""
    file = File(data)
    sections = read_sections(file)
    names = strings(file, sections, "names")
    labels = strings(file, sections, "labels")
    tensors = [read_tensor(file, index) for index in range(file.tensors)]
    ops, first_edge = [], 0
    for index in range(file.ops):
        ops.append(read_op(file, tensors, index, first_edge))
        first_edge += len(ops[-1]["edges"])
    check(first_edge == file.edges, "edges", file.edges)
    check_consumers(file, tensors, ops)
    check(tensors[-1]["width"] == 1 and tensors[-1]["capacity"] == 1, "scores")
    place, count = sections.get("provenance", (0, 0))
    model = {
        "fileBytes": len(data), "formatVersion": "0.5", "rounding": file.rounding,
        "arenaBytes": file.arenaBytes, "cursorBytes": file.cursorBytes,
        "provenance": file.bytes(place, count).decode(),
        "sections": {kind: count for kind, (_, count) in sections.items()},
        "names": names if len(names) == file.tensors else [],
        "labels": labels if len(labels) == tensors[-1]["channels"] else [],
        "inputs": [read_input(file, tensors[index], index) for index in range(file.inputs)],
        "tensors": tensors, "ops": ops, "pace": read_pace(file),
        "selfTest": read_self_test(file, sections)}
    shapes.check_shapes(model)
    return model


def read_sections(file):
    sections = {}
    for index in range(file.data[29]):
        kind, _, position, count = file.take("HHII", 64 + 12 * index)
        if 1 <= kind <= len(SECTIONS):
            sections.setdefault(SECTIONS[kind - 1], (position, count))
    return {kind: (position, count) for kind, (position, count) in sections.items()
            if position + count <= len(file.data)}


def strings(file, sections, kind):
    if kind not in sections:
        return []
    position, count = sections[kind]
    end, texts = position + count, []
    number = file.take("H", position)[0]
    position += 2
    for _ in range(number):
        length = file.take("H", position)[0]
        check(position + 2 + length <= end, "text outside its section")
        texts.append(file.bytes(position + 2, length).decode())
        position += 2 + length
    return texts


def read_input(file, tensor, index):
    kind, rate, fixed, minimum, least, first, place = file.take(
        "B3xIIIIII", file.u32(36) + 28 * index)
    check(kind <= 2, "standardisation", kind)
    check(rate <= 1 << 20 and max(fixed, minimum) <= 1 << 24, "length", rate, fixed, minimum)
    if kind:
        check(tensor["elementBytes"] == 2 and tensor["channels"] * tensor["width"] == 1, "audio")
        check(least <= 1 << 19 and first <= 1 << 19, "deviation", least, first)
        file.memory(place, 40)
    return {"standardisation": ["fixed", "clip", "running"][kind], "samplesPerSecond": rate,
            "fixedRows": fixed, "minimumRows": minimum, "leastDeviation": least,
            "firstDeviation": first, "statistics": place}


def read_tensor(file, index):
    channels, width, capacity, element, zero, ring, scale, first, consumers, slot = file.take(
        "HHHBbIfHHH", file.u32(40) + 24 * index)
    for value in (channels, width, capacity):
        check(1 <= value <= 16384, "dimension", value)
    check(element == 1 or element == 2 and (index < file.inputs or file.hasInt16), "element")
    check(element == 1 or zero == 0, "zero point", zero)
    check(channels * width <= 1 << 23, "row", channels, width)
    file.memory(ring, channels * width * element * capacity)
    check(slot < capacity, "slot", slot)
    check(0 < scale < float("inf"), "scale", scale)
    return {"channels": channels, "width": width, "capacity": capacity, "elementBytes": element,
            "zeroPoint": zero, "ring": ring, "scale": scale, "firstConsumer": first,
            "consumers": consumers, "firstSlot": slot}


def check_consumers(file, tensors, ops):
    """The consumers say what the edges say."""
    edges = [edge["tensor"] for op in ops for edge in op["edges"]]
    entry = 0
    for index, tensor in enumerate(tensors):
        check(tensor["firstConsumer"] == entry, "first consumer")
        expected = [edge for edge, source in enumerate(edges) if source == index]
        found = list(file.take(f"{tensor['consumers']}H", file.u32(48) + 2 * entry))
        check(found == expected, "consumers", found, expected)
        entry += tensor["consumers"]


def read_edge(file, op, index):
    tensor, reader, q31, shift, transposed = file.take("HHibB", file.u32(44) + 12 * index)
    check(reader == op and tensor < file.inputs + op, "edge", index)
    return {"tensor": tensor, "factor": [q31, shift], "isTransposed": transposed != 0}


def read_op(file, tensors, index, first_edge):
    kind, reserved, first, count, lowest, highest, word = file.take(
        "BBHHhhH", file.u32(52) + 12 * index)
    check(kind in KINDS and reserved == 0, "op kind", kind, reserved)
    check(first == first_edge and 1 <= count <= file.edges - first, "edges of op", index)
    kind = KINDS[kind]
    at = file.u32(56) + 4 * word
    file.inside(at, PAYLOAD_BYTES[kind])
    op = {"kind": kind, "lowest": lowest, "highest": highest,
          "edges": [read_edge(file, index, first + edge) for edge in range(count)]}
    output = tensors[file.inputs + index]
    channels = shapes.seen(tensors, op["edges"][0])[1]
    if kind in ("convolution", "depthwise"):
        read_convolution(file, op, channels, output, at)
    elif kind in ("max pool", "average pool"):
        op["window"] = read_window(file, at)
    elif kind == "window average":
        op |= {"window": read_window(file, at), "factor": file.factor(at + 16)}
    elif kind in ("global average", "value average", "scaled sum"):
        op |= {"factor": file.factor(at),
               "sums": file.words(file.u32(at + 8), 1 + channels)}
    elif kind in ("add", "subtract", "multiply"):
        op["factor"] = file.factor(at)
    elif kind == "rescale":
        op |= {"factor": file.factor(at), "negativeFactor": file.factor(at + 8)}
    elif kind == "flatten":
        op["rows"], op["order"] = file.take("HB", at)
        check(op["order"] <= 2, "order", op["order"])
    elif kind in ("lookup", "softmax", "gemmlowp softmax"):
        op["table"] = read_table(file, kind, at)
    elif kind.endswith("offset"):
        op |= {"factor": file.factor(at), "table": read_table(file, kind, at + 8)}
        check(len(op["table"]) == output["channels"], "constants", len(op["table"]))
    elif kind != "concat":
        op |= {"factor": file.factor(at), "table": read_table(file, kind, at + 8)}
    return op


def read_window(file, at):
    window = dict(zip(WINDOW, file.take("8H", at)))
    check(all(1 <= window[field] <= 16384 for field in WINDOW[:4]), "window", window)
    check(max(window["padBefore"], window["padAfter"]) < window["kernelRows"], "padding", window)
    check(max(window["padLeft"], window["padRight"]) < window["kernelAcross"], "padding", window)
    return window


def read_table(file, kind, at):
    position, count = file.take("II", at)
    entry = TABLE_ENTRIES[kind]
    layout = f"{count // struct.calcsize('<' + entry)}{entry}"
    check(struct.calcsize("<" + layout) == count, "table", count)
    table = list(file.take(layout, position))
    shortest, longest = TABLE_LENGTHS[kind]
    check(shortest <= len(table) <= longest, "table", count)
    return table


def read_convolution(file, op, channels, output, at):
    groups, strip, pool_rows, pool_across, encoding, placement, form = file.take(
        "HHBBBBB", at + 16)
    bias_shift, factor_shift, largest = file.take("bbB", at + 25)
    parameters, weights, weight_bytes, memory, windows = file.take("IIIII", at + 28)
    window, outputs = read_window(file, at), output["channels"]
    check(groups and channels % groups == 0 and outputs % groups == 0, "groups", groups)
    check(op["kind"] == "convolution" or groups == channels, "groups of depthwise", groups)
    check(encoding < 5 and form < 4 and placement < 8, "encoding, form or placement")
    check(1 <= largest <= 127 and pool_rows and pool_across, "grid or pool")
    form, encoding = list(FORMS)[form], ENCODINGS[encoding]
    taps = window["kernelRows"] * window["kernelAcross"]
    each = taps * (channels // groups)
    count = outputs * each
    stored = decode(file, encoding, weights, weight_bytes, count, outputs)
    if op["kind"] == "depthwise":
        stored = [stored[tap * outputs + o] for o in range(outputs) for tap in range(taps)]
    check(all(abs(weight) <= largest for weight in stored), "a weight beyond its grid")
    stored_biases, factors = read_channels(
        file, form, parameters, outputs, bias_shift, factor_shift)
    op |= {
        "window": window, "groups": groups, "strip": strip, "pool": [pool_rows, pool_across],
        "encoding": encoding, "isInPlace": placement & 1 != 0, "isResident": placement & 2 != 0,
        "form": form, "biasShift": bias_shift, "factorShift": factor_shift,
        "largestWeight": largest, "weightBytes": weight_bytes,
        "parameterBytes": outputs * FORMS[form], "weights": stored, "storedBiases": stored_biases,
        "factors": factors}
    if op["kind"] == "convolution" and output["elementBytes"] == 1:
        is_alone = placement & 4 or strip * output["width"] * pool_across < 4
        lanes = 1 if is_alone else 4
        room = 16 * each if encoding == "sparse" else 2 * lanes * (each + 7 & ~7)
        op["windows"] = file.memory(windows, room)
    elif op["kind"] == "depthwise" and windows:
        shape = window["kernelRows"], window["kernelAcross"], channels, pool_rows, pool_across
        check(shape == (3, 3, outputs, 1, 1) and window["strideAcross"] == 1, "copies")
        rows = 3 + (strip - 1) * window["strideRows"]
        op["windows"] = file.memory(windows, 16 * rows * (2 + output["width"]))
    if encoding == "sparse":
        check("windows" in op and groups == 1 and not placement & 4, "sparse weights")
    elif encoding != "dense":
        whole = op["isResident"] or op["kind"] == "depthwise"
        together = 4 if groups == 1 and outputs >= 4 else 1
        decoded = count if whole else together * each
        if encoding == "entropy":
            bounds = symbol_bounds(file, file.u32(weights))
            op["emptySymbols"] = sum(a == b for a, b in zip(bounds, bounds[1:]))
        op["memory"] = file.memory(memory, decoded + (256 if encoding == "entropy" else 0))


def decode(file, encoding, position, count_bytes, count, outputs):
    data = file.bytes(position, count_bytes)
    if encoding == "dense":
        check(len(data) == count, "weights", len(data), count)
        return list(struct.unpack(f"{count}b", data))
    if encoding == "entropy":
        return decode_entropy(file, data, count)
    if encoding == "sparse":
        return decode_sparse(data, outputs, count // outputs)
    check(len(data) >= 1 + (count + 7) // 8 and 1 <= data[0] <= 8, "weights", len(data))
    if encoding == "packed":
        return unpacked(data[1:], data[0], count)
    end = 1 + (count + 7) // 8
    there = [data[1 + index // 8] >> index % 8 & 1 for index in range(count)]
    values = iter(unpacked(data[end:], data[0], sum(there)))
    return [next(values) if bit else 0 for bit in there]


def decode_sparse(data, outputs, taps):
    weights, at = [], 0
    for _ in range(outputs):
        channel, tap = [0] * taps, -1
        check(at + 2 <= len(data), "weights", len(data))
        end = at + 2 + 2 * struct.unpack_from("<H", data, at)[0]
        check(end <= len(data), "weights", len(data))
        for step, weight in struct.iter_unpack("<Bb", data[at + 2:end]):
            tap += step
            check(step > 0 and tap < taps, "a step", step)
            channel[tap] = weight
        weights, at = weights + channel, end
    check(at == len(data), "weights", len(data))
    return weights


def unpacked(data, bits, count):
    values, half = [], 1 << bits - 1
    for start in range(0, len(data), bits):
        # Eight values take a whole number of bytes.
        stream = int.from_bytes(data[start:start + bits], "little")
        values += [((stream >> bits * place & 2 * half - 1) ^ half) - half for place in range(8)]
    check(len(values) >= count, "too few bits for", count, "weights")
    return values[:count]


def symbol_bounds(file, table):
    """Where each symbol's slots begin, and the last one's end."""
    bounds = file.take(f"{file.bytes(table + 1, 1)[0] + 2}H", table + 2)
    check(bounds[0] == 0 and bounds[-1] == 4096 and list(bounds) == sorted(bounds), "bounds")
    return bounds


def decode_entropy(file, data, count):
    check(len(data) >= 8, "weights", len(data))
    table, state = struct.unpack_from("<II", data)
    lowest, bounds = file.take("b", table)[0], symbol_bounds(file, table)
    words = iter(struct.unpack_from(f"<{(len(data) - 8) // 2}H", data, 8))
    symbols = [s for s in range(len(bounds) - 1) for _ in range(bounds[s + 1] - bounds[s])]
    values = []
    for _ in range(count):
        slot = state % 4096
        s = symbols[slot]
        state = (bounds[s + 1] - bounds[s]) * (state // 4096) + slot - bounds[s]
        if state < 1 << 16:
            state = state << 16 | next(words, 0)
        values.append((lowest + s + 128) % 256 - 128)
    check(state == 1 << 16 and next(words, None) is None, "the coder's end")
    return values


def read_channels(file, form, at, outputs, bias_shift, factor_shift):
    """Biases as they stand, and factors as mantissa and shift."""
    data = file.bytes(at, outputs * FORMS[form])
    if form == "whole":
        values = struct.unpack(f"<{outputs}i{outputs}i{outputs}b", data)
        factors = zip(values[outputs:], values[2 * outputs:])
        return list(values[:outputs]), [list(factor) for factor in factors]
    biases, factors = [], []
    for at in range(0, len(data), FORMS[form]):
        if form == "short":
            b, w = struct.unpack_from("<hH", data, at)
            biases.append(b << min(31, max(0, bias_shift + (w >> 11))))
            factors.append([(2048 + (w & 2047)) << 19, factor_shift - (w >> 11)])
        elif form == "medium":
            w = struct.unpack_from("<I", data, at)[0]
            biases.append(int.from_bytes(data[at + 4:at + 7], "little", signed=True))
            factors.append([(1 << 30) + (w & (1 << 30) - 1), factor_shift - (w >> 30)])
        else:
            biases.append(int.from_bytes(data[at:at + 6], "little", signed=True))
            q15, shift = struct.unpack_from("<Hb", data, at + 6)
            factors.append([q15 & 0x7FFF, shift])
    return biases, factors


def read_pace(file):
    place = file.u32(60)
    if place == 0:
        return None
    check(file.inputs == 1, "pace of several inputs")
    credit, memory, *efforts = file.take(f"II{file.ops}I", place)
    check(credit > 0, "credit", credit)
    return {"creditPerRow": credit, "memory": file.memory(memory, 4), "efforts": efforts}


def read_self_test(file, sections):
    position, count = sections.get("selfTest", (0, 0))
    if count != 8 + 4 * file.ops:
        return None
    memory, seed, *sums = file.take(f"II{file.ops}I", position)
    return {"memory": file.memory(memory, 4 * file.ops), "seed": seed, "checksums": sums}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as model:
        print(json.dumps(read(model.read()), indent=1))
