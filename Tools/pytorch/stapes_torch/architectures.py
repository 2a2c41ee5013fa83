"""Architectures as data: the JSON that stands in a checkpoint's metadata.

A dictionary with `name`, `inputs`, `layers` and perhaps `labels`, as `stapes` reads it. Keys of a
layer that have a default may be left out, and `from` where a layer reads the one before it.
"""

import json

_NONE = {}
_CONVOLUTION = {"stride": 1, "padding": 0, "groups": 1, "bias": False}
_POOL = {"padding": 0}

# Of every op: the keys that it needs, and those that have a default.
_OPS = {
    "convolution1d": (("channels", "kernel"), _CONVOLUTION),
    "convolution2d": (("channels", "kernel"), _CONVOLUTION),
    "batch_norm": ((), {"epsilon": 1e-5}),
    "relu": ((), _NONE),
    "relu6": ((), _NONE),
    "leaky_relu": ((), {"slope": 0.01}),
    "sigmoid": ((), _NONE),
    "tanh": ((), _NONE),
    "silu": ((), _NONE),
    "hard_swish": ((), _NONE),
    "gelu": ((), _NONE),
    "max_pool1d": (("kernel", "stride"), _POOL),
    "max_pool2d": (("kernel", "stride"), _POOL),
    "average_pool1d": (("kernel", "stride"), _POOL),
    "average_pool2d": (("kernel", "stride"), _POOL),
    "global_average_pool": ((), _NONE),
    "fully_connected": (("outputs",), {"bias": True}),
    "add": ((), _NONE),
    "multiply": ((), _NONE),
    "concat": ((), _NONE),
    "flatten": ((), _NONE),
    "transpose": ((), _NONE),
    "softmax": ((), _NONE),
    "dropout": (("rate",), _NONE),
}

_INPUTS = {
    "waveform": ("rate",),
    "sequence": ("channels",),
    "picture": ("channels", "height", "width"),
}


class ArchitectureError(ValueError):
    """Why an architecture cannot be computed: a line that names the layer."""


def read(text):
    """The architecture in a JSON text, with every default written out and `from` in every layer."""
    try:
        architecture = json.loads(text)
    except ValueError as error:
        raise ArchitectureError(f"the architecture is no JSON: {error}") from None
    return complete(architecture)


def complete(architecture):
    """The same with every default written out and `from` in every layer; raises where it is none."""
    if not isinstance(architecture, dict):
        raise ArchitectureError("the architecture is no JSON object")
    unknown = set(architecture) - {"name", "inputs", "layers", "labels"}
    if unknown:
        raise ArchitectureError(f"the architecture has no {sorted(unknown)[0]}")
    if not isinstance(architecture.get("name", ""), str):
        raise ArchitectureError("the architecture's name is no text")
    inputs = [_complete_input(entry) for entry in _entries(architecture, "inputs")]
    known = []
    for entry in inputs:
        _add_name(entry["name"], known)
    layers = []
    for entry in _entries(architecture, "layers"):
        layer = _complete_layer(entry, known, layers[-1]["name"] if layers else inputs[0]["name"])
        _add_name(layer["name"], known)
        layers.append(layer)
    result = {"name": architecture.get("name", ""), "inputs": inputs, "layers": layers}
    labels = architecture.get("labels", [])
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise ArchitectureError("labels are no list of names")
    if labels:
        result["labels"] = labels
    return result


def text(architecture):
    """The architecture as one line of JSON, as `stapes` writes it: without what has a default."""
    layers = []
    previous = architecture["inputs"][0]["name"]
    for layer in complete(architecture)["layers"]:
        defaults = _OPS[layer["op"]][1]
        short = {
            key: value for key, value in layer.items()
            if key != "from" and (key not in defaults or value != defaults[key])
        }
        if layer["from"] != [previous]:
            short["from"] = layer["from"]
        previous = layer["name"]
        layers.append(short)
    return json.dumps(
        {**architecture, "layers": layers}, ensure_ascii=False, separators=(",", ":"))


def _entries(architecture, key):
    entries = architecture.get(key)
    if not isinstance(entries, list) or not entries:
        raise ArchitectureError(f"the architecture has no {key}")
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise ArchitectureError(f"{key[:-1]} {number} has no name")
    return entries


def _add_name(name, known):
    if not name or "." in name:
        raise ArchitectureError(f"{name!r} cannot be a name in PyTorch: it is empty or has a dot")
    if name in known:
        raise ArchitectureError(f"{name}: two inputs or layers have this name")
    known.append(name)


def _complete_input(entry):
    keys = _INPUTS.get(entry["kind"]) if isinstance(entry.get("kind"), str) else None
    if keys is None:
        raise ArchitectureError(f"{entry['name']}: an input is one of {', '.join(_INPUTS)}")
    for key in keys:
        if type(entry.get(key)) is not int or entry[key] < 1:
            raise ArchitectureError(f"{entry['name']}: {key} is no positive number")
    return dict(entry)


def _complete_layer(entry, known, previous):
    name = entry["name"]
    if not isinstance(entry.get("op"), str) or entry["op"] not in _OPS:
        raise ArchitectureError(f"{name}: there is no op {entry.get('op')!r}")
    needed, defaults = _OPS[entry["op"]]
    for key in needed:
        if key not in entry:
            raise ArchitectureError(f"{name}: {entry['op']} needs {key}")
    allowed = {"name", "op", "from", *needed, *defaults}
    unknown = [key for key in entry if key not in allowed]
    if unknown:
        raise ArchitectureError(f"{name}: {entry['op']} has no {unknown[0]}")
    for key in (*needed, *defaults):
        _check(name, key, entry.get(key, defaults.get(key)))
    sources = entry.get("from", [previous])
    if not isinstance(sources, list):
        raise ArchitectureError(f"{name}: from is no list")
    for source in sources:
        if source not in known:
            raise ArchitectureError(f"{name}: reads {source!r}, which is no input and no earlier layer")
    joins = entry["op"] in ("add", "multiply", "concat")
    if not sources or joins != (len(sources) > 1):
        raise ArchitectureError(
            f"{name}: {entry['op']} takes {'two or more inputs' if joins else 'one input'}, "
            f"but {len(sources)} are given")
    # In the order in which stapes writes them.
    layer = {"name": name, "op": entry["op"]}
    layer.update({key: _size(entry[key]) for key in needed})
    layer.update({key: _size(entry.get(key, default)) for key, default in defaults.items()})
    layer["from"] = list(sources)
    return layer


def _check(name, key, value):
    """That a key's value is of its kind."""
    if key == "bias":
        good = isinstance(value, bool)
    elif key in ("epsilon", "slope", "rate"):
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
    else:
        sizes = value if isinstance(value, list) and len(value) == 2 else [value]
        least = 0 if key == "padding" else 1
        good = all(type(size) is int and least <= size < 1 << 31 for size in sizes)
    if not good:
        raise ArchitectureError(f"{name}: {key} cannot be {value!r}")


def _size(value):
    """A height and a width that are the same, as one number."""
    return value[0] if isinstance(value, list) and len(value) == 2 and value[0] == value[1] else value
