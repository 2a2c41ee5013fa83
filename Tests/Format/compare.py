"""Holds Sources/Device/FORMAT.md against the tool, on all models of some folders.

`read_stapes.py` and `self_test.py` are written from that page alone. The reader must agree with
`stapes inspect --json`, each op must give the checksum of the file's self-test, and a file with a
changed byte must be refused. Every kind, encoding and form of the page must occur in some model.

usage: compare.py <stapes> <folder of .stapes files> ...
"""
import json, pathlib, struct, subprocess, sys

import read_stapes, self_test
from refusal import Refusal

PLACED = ("scale", "zeroPoint")
OF_MODELS = {"single", "tflm", "fixed", "clip", "running", "pace", "fused pool", "in place",
             "resident", "strip", "transposed", "order 0", "order 1", "order 2"}
EXPECTED = (OF_MODELS | set(read_stapes.KINDS.values()) | set(read_stapes.ENCODINGS)
            | set(read_stapes.FORMS))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    stapes, *folders = sys.argv[1:]
    paths = [path for folder in folders for path in sorted(pathlib.Path(folder).glob("*.stapes"))]
    failures, missing = [], set(EXPECTED)
    for path in paths:
        try:
            found, model = differences(stapes, path)
        except Refusal as refusal:
            found, model = [f"refused: {refusal}"], None
        failures += [f"{path.name}: {difference}" for difference in found]
        if model:
            missing -= features(model)
    if missing:
        failures.append("no model has: " + ", ".join(sorted(missing)))
    print("\n".join(failures + [f"{len(paths)} models, {len(failures)} differences"]))
    sys.exit(1 if failures or not paths else 0)


def differences(stapes, path):
    """What differs, and the model as the page reads it."""
    data = path.read_bytes()
    model = read_stapes.read(data)
    tool = subprocess.run([stapes, "inspect", path, "--json"], check=True, capture_output=True)
    found = list(unequal("", described(model), json.loads(tool.stdout)))
    if model["selfTest"] is None:
        found.append("no self-test")
    else:
        found += [f"self-test: {op}" for op in self_test.Network(model).failures()]
    if not is_refused(data):
        found.append("a changed byte is not refused")
    return found, model


def is_refused(data):
    changed = bytearray(data)
    changed[len(data) // 2] ^= 4
    try:
        read_stapes.read(bytes(changed))
    except Refusal:
        return True
    return False


def unequal(place, mine, theirs):
    """Where what is in `mine` stands otherwise in `theirs`."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for key, value in mine.items():
            yield from unequal(f"{place}.{key}", value, theirs.get(key))
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        for index, (a, b) in enumerate(zip(mine, theirs)):
            yield from unequal(f"{place}[{index}]", a, b)
    elif isinstance(mine, float) and isinstance(theirs, (int, float)):
        if struct.pack("<f", mine) != struct.pack("<f", theirs):
            yield f"{place[1:]}: {mine} by the page, {theirs} by the tool"
    elif mine != theirs:
        yield f"{place[1:]}: {mine} by the page, {theirs} by the tool"


def described(model):
    """What `stapes inspect --json` has to say of a model."""
    tensors, count = model["tensors"], len(model["inputs"])
    names = model["names"] or [f"tensor {index}" for index in range(len(tensors))]
    scores = tensors[-1]
    ops = [described_op(op, model, names, count + index) for index, op in enumerate(model["ops"])]
    biases = [bias for op in model["ops"] for bias in unfolded(op, tensors)]
    total = {key: sum(op[key] for op in ops) for key in ("weights", "nonZeroWeights")}
    description = {
        "name": model["provenance"], "formatVersion": model["formatVersion"],
        "roundingProfile": model["rounding"], "fileBytes": model["fileBytes"],
        "arenaBytes": model["arenaBytes"], "sections": described_sections(model),
        "arena": described_arena(model, names), "ops": ops,
        "inputs": [described_input(model, names, index) for index in range(count)],
        "output": {key: scores[key] for key in PLACED}
        | {"count": scores["channels"], "labels": model["labels"]},
        "parameters": total
        | {"biases": len(biases), "nonZeroBiases": sum(bias != 0 for bias in biases)}}
    if model["pace"]:
        description["pace"] = {key: model["pace"][key] for key in ("creditPerRow", "efforts")}
    return description


def unfolded(op, tensors):
    """A convolution's biases before the zero point of its input was folded in."""
    if "weights" not in op:
        return []
    zero, outputs = tensors[op["edges"][0]["tensor"]]["zeroPoint"], len(op["storedBiases"])
    each = len(op["weights"]) // outputs
    return [bias + zero * sum(op["weights"][o * each:(o + 1) * each])
            for o, bias in enumerate(op["storedBiases"])]


def described_input(model, names, index):
    tensor, record = model["tensors"][index], model["inputs"][index]
    is_int16 = tensor["elementBytes"] == 2
    return {"name": names[index], "element": "int16" if is_int16 else "int8",
            "standardisation": record["standardisation"] if is_int16 else None,
            "samplesPerSecond": record["samplesPerSecond"] or None,
            "fixedRows": record["fixedRows"] or None, "minimumRows": record["minimumRows"]} | {
                key: tensor[key] for key in PLACED + ("width", "channels")}


def described_op(op, model, names, output):
    tensor, weights = model["tensors"][output], op.get("weights", [])
    description = {
        "name": names[output], "kind": op["kind"], "ringRows": tensor["capacity"],
        "reads": [names[edge["tensor"]] for edge in op["edges"]], "width": tensor["width"],
        "channels": tensor["channels"], "isInPlace": op.get("isInPlace", False),
        "weights": len(weights), "nonZeroWeights": sum(weight != 0 for weight in weights),
        "kernel": None, "encoding": None, "bitsPerWeight": None, "bytes": 0}
    if "window" in op:
        description["kernel"] = f"{op['window']['kernelRows']}×{op['window']['kernelAcross']}"
    if weights:
        place = ", resident" if op["isResident"] else (
            f", strips of {op['strip']}" if op["strip"] > 1 else "")
        description |= {"encoding": op["encoding"] + place,
                        "bitsPerWeight": 8 * op["weightBytes"] / len(weights),
                        "bytes": op["weightBytes"] + op["parameterBytes"]}
    elif "table" in op:
        description |= {"encoding": "table", "bytes": len(op["table"]) * struct.calcsize(
            "<" + read_stapes.TABLE_ENTRIES[op["kind"]])}
    return description | {"record": described_record(op, model, tensor)}


def described_record(op, model, tensor):
    """All numbers of an op, and checksums of its weights, channels and table."""
    own = [op[key] for key in ("factor", "negativeFactor") if key in op]
    record = {
        "element": "int16" if tensor["elementBytes"] == 2 else "int8",
        "lowest": op["lowest"], "highest": op["highest"],
        "factors": own + [edge["factor"] for edge in op["edges"]],
        "window": None, "convolution": None, "tableChecksum": None} | {
                key: tensor[key] for key in PLACED}
    if "window" in op:
        record["window"] = [op["window"][field] for field in read_stapes.WINDOW]
    if "weights" in op:
        weights = struct.pack(f"{len(op['weights'])}b", *op["weights"])
        channels = b"".join(
            struct.pack("<qib", bias, q31 << 16 if op["form"] == "long" else q31, shift)
            for bias, (q31, shift) in zip(unfolded(op, model["tensors"]), op["factors"]))
        record["convolution"] = {
            "groups": op["groups"], "strip": op["strip"], "pool": op["pool"],
            "channelForm": op["form"], "largestWeight": op["largestWeight"],
            "weightChecksum": self_test.fnv(weights),
            "channelChecksum": self_test.fnv(channels)}
    elif "table" in op:
        entry = read_stapes.TABLE_ENTRIES[op["kind"]]
        record["tableChecksum"] = self_test.fnv(
            struct.pack(f"<{len(op['table'])}{entry}", *op["table"]))
    return record


def described_sections(model):
    """Bytes of tables and sections, and what remains in front."""
    edges = sum(len(op["edges"]) for op in model["ops"])
    payloads = sum(read_stapes.PAYLOAD_BYTES[op["kind"]] for op in model["ops"])
    named = {"channels": "channel parameters", "selfTest": "self-test"}
    parts = {
        "inputs": 28 * len(model["inputs"]), "tensors": 24 * len(model["tensors"]),
        "edges": 12 * edges, "consumers": 2 * edges, "ops": 12 * len(model["ops"]),
        "payloads": payloads, "pace": 8 + 4 * len(model["ops"]) if model["pace"] else 0}
    for kind in read_stapes.SECTIONS:
        parts[named.get(kind, kind)] = model["sections"].get(kind, 0)
    parts = {"header, padding": model["fileBytes"] - sum(parts.values())} | parts
    return [{"name": name, "bytes": count} for name, count in parts.items() if count]


def described_arena(model, names):
    """What lies in the arena, by its offsets: each thing ends where the next begins."""
    inputs = len(model["inputs"])
    marks = {0: ("cursors", "cursors")}
    for name, record in zip(names, model["inputs"]):
        if record["standardisation"] != "fixed":
            marks[record["statistics"]] = ("statistics", name)
    for name, op in zip(names[inputs:], model["ops"]):
        if "sums" in op:
            marks[op["sums"]["offset"]] = ("sums", name)
        if "memory" in op:
            name = name if op["isResident"] else "weights for one firing"
            marks.setdefault(op["memory"]["offset"], ("weights", name))
    for op in model["ops"]:
        if "windows" in op:
            marks[op["windows"]["offset"]] = ("windows", "windows of convolutions")
    if model["pace"]:
        marks[model["pace"]["memory"]["offset"]] = ("credit", "pace")
    if model["selfTest"]:
        marks[model["selfTest"]["memory"]["offset"]] = ("checksums", "self-test")
    marks |= rings(model, names)
    places = sorted(marks)
    ends = places[1:] + [model["arenaBytes"]]
    return [dict(zip(("kind", "name", "rows", "rowBytes"), marks[place])) | {"bytes": end - place}
            for place, end in zip(places, ends)]


def rings(model, names):
    """Rings that stand alone, and one mark for several that overlap."""
    marks, end, last = {}, -1, 0
    inputs = len(model["inputs"])
    alone = [index for index in range(len(names))
             if index < inputs or not model["ops"][index - inputs].get("isInPlace")]
    for index in sorted(alone, key=lambda index: model["tensors"][index]["ring"]):
        tensor = model["tensors"][index]
        row = tensor["width"] * tensor["channels"] * tensor["elementBytes"]
        if tensor["ring"] < end:
            marks[last] = ("shared", "rows between ops")
        else:
            last = tensor["ring"]
            marks[last] = ("ring", names[index], tensor["capacity"], row)
        end = max(end, tensor["ring"] + tensor["capacity"] * row)
    return marks


def features(model):
    """What of the page occurs in a model."""
    found = {model["rounding"]} | {record["standardisation"] for record in model["inputs"]}
    marks = {"pace": model["pace"] is not None}
    for op in model["ops"]:
        found |= {op["kind"], op.get("encoding"), op.get("form"), f"order {op.get('order')}"}
        marks |= {
            name: True for name, occurs in [
                ("fused pool", op.get("pool", [1, 1]) != [1, 1]), ("strip", op.get("strip", 1) > 1),
                ("in place", op.get("isInPlace")), ("resident", op.get("isResident")),
                ("transposed", any(edge["isTransposed"] for edge in op["edges"]))] if occurs}
    return found | {name for name, occurs in marks.items() if occurs}


main()
