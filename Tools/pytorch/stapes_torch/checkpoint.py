"""Checkpoints: safetensors files with the architecture in the metadata, as `stapes` reads them.

Tensors are F32 in the order of the layers, so that a file that is read and saved again has the same
bytes.
"""

import json
import math
import os
import struct
import tempfile

import numpy
import torch

from . import architectures
from .network import Network

ARCHITECTURE_KEY = "stapes.architecture"
QUANTISATION_KEY = "stapes.quantisation"


class CheckpointError(ValueError):
    """Why a file is no checkpoint, or a model cannot become one: a line that names file and tensor."""


def load_checkpoint(path):
    """The network in a checkpoint, with its parameters, in evaluation mode.

    Raises CheckpointError where the file is damaged or the tensors are not those of its architecture.
    """
    with open(path, "rb") as file:
        data = file.read()
    try:
        metadata, tensors = _parse(data)
        if ARCHITECTURE_KEY not in metadata:
            raise CheckpointError(f"the metadata has no \"{ARCHITECTURE_KEY}\"")
        network = Network(
            architectures.read(metadata[ARCHITECTURE_KEY]), metadata.get(QUANTISATION_KEY), "meta")
        _check(network, tensors)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise CheckpointError(f"{path}: {error}") from None
    network.to_empty(device="cpu")
    for name, tensor in network.state_dict().items():
        tensor.copy_(_values(*tensors[name]))
    return network.eval()


def save_checkpoint(model, path):
    """Writes a `Network` or a `QuantisedNetwork`, beside and renamed.

    What wraps a model for training on several devices or compiles it is taken off. Parameters have to
    be numbers that single precision holds.
    """
    network = unwrapped(model)
    state = network.state_dict()
    names = list(Network(network.architecture, device="meta").state_dict())
    if list(state) != names:
        other = sorted(set(state) ^ set(names))
        raise CheckpointError(
            f"{path}: {', '.join(other[:3])}: parametrisations and other tensors cannot be kept; "
            "remove them first")
    metadata = {ARCHITECTURE_KEY: architectures.text(network.architecture), "format": "pt"}
    if network.quantisation is not None:
        metadata[QUANTISATION_KEY] = network.quantisation
    header, chunks, position = {"__metadata__": metadata}, [], 0
    for name, tensor in state.items():
        if not torch.isfinite(tensor).all():
            raise CheckpointError(f"{path}: {name} has values that are no numbers")
        single = tensor.detach().to("cpu", torch.float32).contiguous()
        if not torch.equal(single.to(tensor.dtype), tensor.detach().cpu()):
            raise CheckpointError(
                f"{path}: {name} is {tensor.dtype} with values that float32 does not hold; "
                "call .float() first")
        chunks.append(single.numpy().astype("<f4").tobytes())
        end = position + len(chunks[-1])
        header[name] = {
            "dtype": "F32", "shape": list(tensor.shape), "data_offsets": [position, end]}
        position = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    _replace(path, [struct.pack("<Q", len(text)), text, *chunks])


def unwrapped(model):
    """The network inside DistributedDataParallel, DataParallel, or what torch.compile returns."""
    while not isinstance(model, Network):
        inner = [model._modules[name] for name in ("module", "_orig_mod") if name in model._modules]
        if not inner:
            raise CheckpointError(
                f"a {type(model).__name__} has no architecture; pass it through convert first")
        model = inner[0]
    return model


def _parse(data):
    """Metadata and tensors of a safetensors file; a tensor is its type, its shape and its bytes."""
    if len(data) < 8:
        raise CheckpointError(f"{len(data)} bytes are no safetensors file")
    (length,) = struct.unpack_from("<Q", data)
    if length > len(data) - 8:
        raise CheckpointError(f"a header of {length} bytes does not fit into {len(data)}")
    try:
        header = json.loads(data[8:8 + length], object_pairs_hook=_unique)
        metadata = header.pop("__metadata__", {})
        body = data[8 + length:]
        tensors = {}
        covered = 0
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            if not 0 <= begin <= end <= len(body):
                raise CheckpointError(f"{name}: bytes {begin} to {end} of {len(body)}")
            if begin != covered:
                raise CheckpointError(f"{name}: begins at byte {begin} of the data, not {covered}")
            covered = end
            tensors[name] = entry["dtype"], entry["shape"], body[begin:end]
        if covered != len(body):
            raise CheckpointError(f"{len(body) - covered} bytes follow behind the tensors")
        if not all(isinstance(value, str) for value in metadata.values()):
            raise CheckpointError("metadata that is no text")
    except (TypeError, KeyError, AttributeError, UnicodeDecodeError, RecursionError,
            json.JSONDecodeError) as error:
        raise CheckpointError(f"the header is damaged: {error}") from None
    return metadata, tensors


def _unique(pairs):
    """An object of JSON, no key of which stands twice."""
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise CheckpointError("a name stands twice in the header")
    return entries


def _check(network, tensors):
    """That the tensors are those of a network that has none yet."""
    state = network.state_dict()
    for name in state:
        if name not in tensors:
            raise CheckpointError(f"there is no tensor {name}")
    for name, (kind, shape, data) in tensors.items():
        if name not in state:
            raise CheckpointError(f"{name}: no layer has such a parameter")
        if kind != "F32":
            raise CheckpointError(f"{name} is {kind}; parameters have to be F32")
        wanted = list(state[name].shape)
        if shape != wanted or len(data) != 4 * math.prod(wanted):
            raise CheckpointError(f"{name} is {shape} in {len(data)} bytes; the layer has {wanted}")
        if not torch.isfinite(_values(kind, shape, data)).all():
            raise CheckpointError(f"{name} has values that are no numbers")


def _values(_, shape, data):
    return torch.from_numpy(numpy.frombuffer(data, "<f4").reshape(shape).astype(numpy.float32))


def _replace(path, chunks):
    """Writes a file whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, beside = tempfile.mkstemp(dir=folder, prefix=".", suffix=".safetensors")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(beside, 0o666 & ~mask)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
