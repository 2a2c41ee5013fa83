"""An architecture as the compiler computes it: fewer steps, each of which yields a quantised tensor.

Batch norms go into the convolution in front of them, or become a 1×1 convolution; ReLU and ReLU6
become the clamp of a convolution or a sum; a convolution by 1 that only feeds a global average comes
behind it. What is left has the names under which a checkpoint keeps its scales.
"""

from dataclasses import dataclass, field


@dataclass
class Step:
    """One op of a compiled file.

    - `op`: as in the architecture; "convolution1d", "convolution2d", "fully_connected", and
      "scale" for a batch norm without a convolution, "narrow" for audio that something else than a
      convolution reads.
    - `sources`: names of steps or inputs, and whether a sequence is read as a picture.
    - `norms`: of the batch norms behind its convolution, in their order.
    - `activation`: the clamp behind it: None, "relu" or "relu6".
    """

    name: str
    op: str
    layer: dict
    sources: list
    norms: list = field(default_factory=list)
    activation: str = None

    @property
    def is_convolution(self):
        return self.op in _CONVOLUTIONS


_CONVOLUTIONS = ("convolution1d", "convolution2d", "fully_connected", "scale", "narrow")


def lowered(architecture):
    """The steps of an architecture whose defaults are written out."""
    steps = _steps(architecture)
    _fold_norms(steps)
    _narrow_waveforms(steps, architecture)
    _fuse_activations(steps)
    _pool_before_pointwise(steps, architecture)
    return steps


def _steps(architecture):
    edges = {entry["name"]: (entry["name"], False) for entry in architecture["inputs"]}
    names = set(edges) | {layer["name"] for layer in architecture["layers"]}
    steps = []
    for layer in architecture["layers"]:
        name, sources = layer["name"], [edges[source] for source in layer["from"]]
        if layer["op"] == "dropout":
            edges[name] = sources[0]
        elif layer["op"] == "transpose":
            edges[name] = (sources[0][0], True)
        elif layer["op"] == "add":
            total = sources[0]
            for number, addend in enumerate(sources[1:]):
                is_last = number == len(sources) - 2
                partial = name if is_last else _fresh(f"{name}_{number}", names)
                names.add(partial)
                steps.append(Step(partial, "add", layer, [total, addend]))
                total = (partial, False)
            edges[name] = total
        else:
            norms = [name] if layer["op"] == "batch_norm" else []
            op = "scale" if norms else layer["op"]
            steps.append(Step(name, op, layer, sources, norms))
            edges[name] = (name, False)
    return steps


def _fresh(name, names):
    while name in names:
        name += "_"
    return name


def _readers(steps, name):
    return [step for step in steps if any(source == name for source, _ in step.sources)]


def _only_source(steps, step):
    """The step that `step` alone reads, as it is; None where there is none or others read it too."""
    (name, is_transposed), *others = step.sources
    if others or is_transposed or len(_readers(steps, name)) != 1:
        return None
    return next((source for source in steps if source.name == name), None)


def _bypass(steps, step):
    """Removes a step; whoever read it reads what it read."""
    steps.remove(step)
    name, was_transposed = step.sources[0]
    for reader in steps:
        reader.sources = [
            (name, is_transposed != was_transposed) if source == step.name
            else (source, is_transposed)
            for source, is_transposed in reader.sources
        ]


def _fold_norms(steps):
    for step in list(steps):
        if step.op != "scale":
            continue
        source = _only_source(steps, step)
        if source is not None and source.is_convolution:
            source.norms += step.norms
            _bypass(steps, step)


def _narrow_waveforms(steps, architecture):
    names = {entry["name"] for entry in architecture["inputs"]} | {step.name for step in steps}
    for entry in architecture["inputs"]:
        readers = [step for step in _readers(steps, entry["name"]) if not step.is_convolution]
        if entry["kind"] != "waveform" or not readers:
            continue
        narrow = _fresh(f"{entry['name']}_int8", names)
        names.add(narrow)
        for reader in readers:
            reader.sources = [
                (narrow if source == entry["name"] else source, is_transposed)
                for source, is_transposed in reader.sources
            ]
        steps.insert(0, Step(narrow, "narrow", {}, [(entry["name"], False)]))


def _fuse_activations(steps):
    for step in list(steps):
        if step.op not in ("relu", "relu6"):
            continue
        source = _only_source(steps, step)
        if source is None or source.activation or not (source.is_convolution or source.op == "add"):
            continue
        source.activation = step.op
        _bypass(steps, step)


def _pool_before_pointwise(steps, architecture):
    waveforms = {entry["name"] for entry in architecture["inputs"] if entry["kind"] == "waveform"}
    for index, pool in enumerate(steps):
        if pool.op != "global_average_pool" or index == 0:
            continue
        point = steps[index - 1]
        if (
            _only_source(steps, pool) is point and point.is_convolution and not point.activation
            and _is_point(point) and point.sources[0][0] not in waveforms
        ):
            for reader in _readers(steps, pool.name):
                reader.sources = [
                    (point.name if source == pool.name else source, is_transposed)
                    for source, is_transposed in reader.sources
                ]
            pool.sources, point.sources = point.sources, [(pool.name, False)]
            steps[index - 1], steps[index] = pool, point


def _is_point(step):
    layer = step.layer
    return step.op in ("fully_connected", "scale", "narrow") or (
        layer["kernel"] == 1 and layer["stride"] == 1 and layer["padding"] == 0)
