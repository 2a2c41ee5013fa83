"""From a plain module to a `Network`."""

import inspect

import torch
from torch import fx

from .architectures import ArchitectureError
from .conversion import Conversion
from .network import Network


class ConversionError(ValueError):
    """Why a module cannot become a network: one line with every part that Stapes has not."""


def convert(module, inputs, name=None, labels=None):
    """A network that computes what a module does, with its parameters.

    - `inputs`: for each argument of `forward`, a name and what it takes: a waveform's rate (`16000`),
      or the shape of one sample: (channels, length) of a sequence, where None is any length, or
      (channels, height, width) of a picture. Names that are not the arguments' count in their
      order. A waveform comes to the module as [batch, 1, samples] or as [batch, samples],
      whichever the module takes.
    - `labels`: names of the classes, in order.

        network = convert(model, {"audio": 16000})

    The module's layers may be convolutions, batch norms, activations, pools, linear layers, dropout,
    flatten, softmax, sums, concatenations of channels, and a mean or a maximum over all
    positions. Weight norms and dilations become plain weights. The module runs once: the network's
    scores must be the same. ConversionError names all that has no counterpart.

    The network's `load_state_dict` takes the module's state too.
    """
    _require_python(module)
    graph = _trace(module, inputs)
    entries = [_input(key, value) for key, value in _in_order(graph, inputs)]
    samples, outputs = _run(module, graph, entries)
    conversion = Conversion(module, entries)
    for node in _used(graph):
        conversion.add(node)
    if conversion.problems:
        raise ConversionError(_line(conversion.problems))
    architecture = {
        "name": name or type(module).__name__.lower(), "inputs": conversion.inputs,
        "layers": conversion.layers}
    if labels:
        architecture["labels"] = list(labels)
    try:
        network = Network(architecture)
    except ArchitectureError as error:
        raise ConversionError(str(error)) from None
    network.register_load_state_dict_pre_hook(conversion.state)
    network.load_state_dict(module.state_dict())
    _check(network, samples, outputs, labels)
    return network.train(module.training)


def _require_python(module):
    if isinstance(module, torch.jit.ScriptModule):
        raise ConversionError("the module is scripted; convert the module that it was made from")
    if hasattr(module, "_orig_mod"):
        raise ConversionError("the module is compiled; convert module._orig_mod")


def _trace(module, inputs):
    """The module's graph. Arguments that have defaults and no input keep their defaults."""
    parameters = list(inspect.signature(module.forward).parameters.values())
    defaults = {
        parameter.name: parameter.default for parameter in parameters[len(inputs):]
        if parameter.default is not inspect.Parameter.empty}
    try:
        graph = fx.Tracer().trace(module, concrete_args=defaults or None)
    except Exception as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ConversionError(f"the module cannot be traced: {reason[0]}") from None
    # Arguments with defaults leave nodes that assert the defaults.
    asserted = [node for node in graph.nodes if node.op == "placeholder"][len(parameters) - len(defaults):]
    for node in graph.nodes:
        if any(source in asserted for source in node.all_input_nodes):
            asserted.append(node)
    for node in reversed(asserted):
        graph.erase_node(node)
    return graph


def _in_order(graph, inputs):
    """Names and what they take, in the order of the module's arguments, which get these names."""
    nodes = [node for node in graph.nodes if node.op == "placeholder"]
    arguments = [node.target for node in nodes]
    if len(arguments) != len(inputs):
        raise ConversionError(f"the module takes {', '.join(arguments)}; inputs are {', '.join(inputs)}")
    unread = [node.target for node in nodes if not node.users]
    if unread:
        raise ConversionError(f"the module does not read {', '.join(unread)}")
    known = set(arguments) & set(inputs)
    if known and known != set(inputs):
        unknown = ", ".join(sorted(set(inputs) - known))
        raise ConversionError(f"the module takes {', '.join(arguments)}, and not {unknown}")
    names = arguments if known else list(inputs)
    for node, key in zip(nodes, names):
        node.meta["input"] = key
    return [(key, inputs[key]) for key in names]


def _input(name, value):
    if isinstance(value, int):
        return {"name": name, "kind": "waveform", "rate": value}
    if not isinstance(value, (tuple, list)) or len(value) not in (2, 3):
        raise ConversionError(f"{name}: an input is a rate, two sizes or three, not {value!r}")
    if len(value) == 2:
        entry = {"name": name, "kind": "sequence", "channels": value[0]}
        return entry if value[1] is None else {**entry, "length": value[1]}
    channels, height, width = value
    return {
        "name": name, "kind": "picture", "channels": channels, "height": height, "width": width}


def _run(module, graph, entries):
    """Samples, and what the module makes of them. Leaves in each node the shape of what it yields."""
    parameter = next(module.parameters(), torch.zeros(()))
    modes = {part: part.training for part in module.modules()}
    module.eval()
    problems = []
    try:
        for shapes in _shapes(entries):
            generator = torch.Generator().manual_seed(1)
            samples = [torch.randn(shape, generator=generator) for shape in shapes]
            values = [sample.to(parameter.device, parameter.dtype) for sample in samples]
            try:
                with torch.no_grad():
                    return samples, _Shapes(fx.GraphModule(module, graph)).run(*values)
            except Exception as error:
                shape = " and ".join(str(list(shape)) for shape in shapes)
                problems.append(f"{shape}: {str(error).strip().splitlines()[0]}")
    finally:
        for part, mode in modes.items():
            part.training = mode
    raise ConversionError(f"the module does not run on {problems[0]}")


class _Shapes(fx.Interpreter):
    """Leaves in each node the shape of the tensor that it yields."""

    def run_node(self, node):
        value = super().run_node(node)
        node.meta["shape"] = getattr(value, "shape", None)
        return value


def _shapes(entries):
    """Shapes of a batch of two, in the order in which they are tried: windows may be long, and a
    module may add the channel of a waveform itself."""
    for seconds in (1, 16):
        for channels in ((1,), ()):
            yield [_shape(entry, seconds, channels) for entry in entries]


def _shape(entry, seconds, channels):
    if entry["kind"] == "waveform":
        return 2, *channels, entry["rate"] * seconds
    if entry["kind"] == "sequence":
        return 2, entry["channels"], entry.get("length") or 100 * seconds
    return 2, entry["channels"], entry["height"], entry["width"]


def _used(graph):
    """The nodes that the output depends on, in their order."""
    used = {node for node in graph.nodes if node.op == "output" or "input" in node.meta}
    for node in reversed(graph.nodes):
        if node in used:
            used.update(node.all_input_nodes)
    return [node for node in graph.nodes if node in used]


def _line(problems):
    """Each problem once, with the nodes that have it."""
    nodes = {}
    for node, problem in problems:
        nodes.setdefault(problem, []).append(node)
    return "; ".join(
        ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "") + f": {problem}"
        for problem, names in nodes.items())


def _check(network, samples, outputs, labels):
    """Throws where the network computes other scores than the module, or has other labels."""
    with torch.no_grad():
        scores = network.eval()(*samples).flatten(1)
    if labels and len(labels) != scores.shape[1]:
        raise ConversionError(f"{len(labels)} labels for {scores.shape[1]} scores")
    while isinstance(outputs, (dict, tuple, list)):
        outputs = next(iter(outputs.values() if isinstance(outputs, dict) else outputs))
    expected = outputs.flatten(1).to("cpu", scores.dtype)
    allowed = 1e-4 if outputs.dtype in (torch.float32, torch.float64) else 1e-2
    error = float((scores - expected).abs().max() / expected.abs().max().clamp(min=1e-6))
    if not error <= allowed:
        raise ConversionError(
            f"the network's scores differ from the module's by {error:.1e} of the largest")
