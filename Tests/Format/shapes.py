"""The shapes, elements and limits of a model's ops, as Sources/Device/FORMAT.md demands them."""
from refusal import check

INT8 = ("depthwise", "global average", "lookup", "softmax", "window average", "gemmlowp softmax")
INT16 = ("logistic", "hyperbolic tangent", "interpolated softmax")
OPERANDS = {"add": 2, "subtract": 2, "multiply": 2}


def seen(tensors, edge):
    """Width and channels of a tensor as an op sees them over its edge."""
    tensor = tensors[edge["tensor"]]
    width, channels = tensor["width"], tensor["channels"]
    check(not edge["isTransposed"] or 1 in (width, channels), "transposed edge")
    return (channels, width) if edge["isTransposed"] else (width, channels)


def check_shapes(model):
    tensors, count = model["tensors"], len(model["inputs"])
    edges = sum(len(op["edges"]) for op in model["ops"])
    steps, rows = 0, 1 + sum(tensor["capacity"] for tensor in tensors)
    for index, op in enumerate(model["ops"]):
        output = tensors[count + index]
        check_elements(op, tensors, output)
        parts = [seen(tensors, edge) for edge in op["edges"]]
        if op["kind"] in ("add", "subtract", "multiply"):
            check(parts[0] == parts[1], "operands", parts)
        if op["kind"] == "concat":
            check(all(width == output["width"] for width, _ in parts), "operands", parts)
        check((output["width"], output["channels"]) == shape(op, parts, output), op["kind"], parts)
        if "weights" in op:
            check_convolution(op, output)
            if op["isInPlace"]:
                check_in_place(op, parts[0], output)
        rows += op.get("window", {}).get("padAfter", 0) + op.get("strip", 1)
        steps += steps_of(op, parts[0], output) + len(model["ops"]) + edges
    check(steps < 1 << 31 and steps * rows <= 1 << 40, "work", steps, rows)


def check_elements(op, tensors, output):
    kind, given = op["kind"], output["elementBytes"]
    check(kind == "concat" or len(op["edges"]) == OPERANDS.get(kind, 1), "edges of", kind)
    check(given == 2 if kind in INT16 else given == 1 or kind not in INT8, "element", kind)
    for edge in op["edges"]:
        taken = tensors[edge["tensor"]]["elementBytes"]
        check(taken == given or kind == "rescale" or kind == "convolution" and given == 1,
              "element", kind, taken)


def shape(op, parts, output):
    """Width and channels of an op's output."""
    kind, (width, channels) = op["kind"], parts[0]
    if kind in ("convolution", "depthwise", "max pool", "average pool"):
        window = op["window"]
        padded = width + window["padLeft"] + window["padRight"] - window["kernelAcross"]
        check(padded >= 0, "a kernel wider than its row")
        columns = padded // window["strideAcross"] + 1
        if "pool" in op:
            return columns // op["pool"][1], output["channels"]
        return columns, channels
    if kind in ("global average", "value average", "scaled sum"):
        return 1, channels
    if kind == "window average":
        window = op["window"]
        check(window["kernelAcross"] == width, "a window of another width")
        check(window["kernelRows"] * width <= 1 << 23, "a window too long")
        return 1, channels
    if kind == "concat":
        return width, sum(channels for _, channels in parts)
    if kind == "flatten":
        check(1 <= op["rows"] <= 16384, "rows", op["rows"])
        return 1, op["rows"] * width * channels
    check(width == 1 or "softmax" not in kind, "a softmax of several columns")
    return width, channels


def check_convolution(op, output):
    strip, (tall, across) = op["strip"], op["pool"]
    check(output["elementBytes"] == 1 or tall == across == 1, "a pool of int16")
    check(output["elementBytes"] == 2 or op["form"] != "long", "long sums to int8")
    fits = strip and (strip % tall == 0 or tall % strip == 0)
    check(strip == 1 or fits and not op["isInPlace"], "strip", strip)
    check(strip <= 16384 // op["window"]["strideRows"], "strip", strip)
    check((strip + tall - 1) // tall <= output["capacity"], "strip", strip)
    check(op["encoding"] == "dense" or len(op["weights"]) <= 1 << 24, "weights")
    check(op["encoding"] not in ("dense", "sparse") or not op["isResident"],
          "resident weights that are not decoded")


def check_in_place(op, first, output):
    window = op["window"]
    check(op["kind"] == "depthwise" and window["strideRows"] == window["strideAcross"] == 1
          and window["padLeft"] <= 1 and op["pool"] == [1, 1]
          and first == (output["width"], output["channels"]), "in place")


def steps_of(op, first, output):
    elements = output["width"] * output["channels"]
    if "weights" in op:
        decoding = {"dense": 0, "sparse": 0, "packed": 8, "bitmap": 8}.get(op["encoding"])
        if decoding is None:
            decoding = 24 + op["emptySymbols"]
        return len(op["weights"]) * (output["width"] * op["pool"][1] + decoding)
    if "window" in op:
        return elements * op["window"]["kernelRows"] * op["window"]["kernelAcross"]
    return first[0] * first[1] + elements
