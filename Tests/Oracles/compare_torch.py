"""Holds Tools/pytorch against stapes: networks and checkpoints, scores and gradients, training in
integers, and what is compiled from it.

usage: compare_torch.py <folder of stapes and TrainingStep> <folder of random networks>
                        [<width of the audio networks>]
"""
import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as multiprocessing
from torch import distributed, nn
from torch.nn import functional

from stapes_torch import (
    ArchitectureError, CheckpointError, ConversionError, Network, QuantisedNetwork, architecture,
    convert, load_checkpoint, save_checkpoint)

TOOLS = Path(sys.argv[1])
RANDOM = Path(sys.argv[2])
WIDTH = float(sys.argv[3]) if len(sys.argv) > 3 else 0.25
MOST_RANDOM = 100
TOLERANCE = 1e-4
MULTIPLE_INPUTS = "Models/architectures/crackle-multi-input.json"
# Architectures, each with options.
NETWORKS = [
    ("aemnet", {}),
    ("aemnet", {"width": 0.3, "classes": 7}),
    ("aemnet-dw", {}),
    ("aemnet-dw", {"width": 0.5, "llf": 2, "embedding": 100}),
    ("aemresnet", {}),
    ("cough-cnn", {}),
    ("chest-xray", {"classes": 2}),
    ("crackle", {}),
    (MULTIPLE_INPUTS, {}),
    ("lung-dw", {}),
]
findings = []


def report(name, problem, good):
    if problem:
        findings.append(name)
    print(f"{name}: {problem or good}", flush=True)


def stapes(*arguments):
    done = subprocess.run([TOOLS / "stapes", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"stapes {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
    return done.stdout


def title(source, options):
    return " ".join([Path(source).stem, *(f"{key} {value}" for key, value in options.items())])


def checkpoints(folder):
    """The architectures are equal, and a checkpoint that is read and saved keeps every byte."""
    for source, options in NETWORKS:
        theirs, ours = folder / "theirs.safetensors", folder / "ours.safetensors"
        flags = [f"--{key}={value}" for key, value in options.items()]
        stapes("init", source, *flags, "-o", theirs)
        network = load_checkpoint(theirs)
        save_checkpoint(network, ours)
        problem = None
        if architecture(source, **options).architecture != network.architecture:
            problem = "another architecture than that of stapes init"
        elif theirs.read_bytes() != ours.read_bytes():
            problem = "saved as other bytes than it was read from"
        report(f"checkpoint {title(source, options)}", problem, "the same bytes")


# Architectures that cannot be had, and what is said.
REFUSED = [
    ("aemnet-xl", {}, "choose one of aemnet"),
    ("cough-cnn", {"width": 2}, "cough-cnn has no option width"),
    (MULTIPLE_INPUTS, {"classes": 2}, "goes with a name"),
]


def refusals(folder):
    """What is no architecture is refused by the tool's own words; so is a tool that is not there."""
    def said(source, **options):
        try:
            return f"accepted: {architecture(source, **options)}"
        except ArchitectureError as error:
            return str(error)

    for source, options, words in REFUSED:
        line = said(source, **options)
        report(f"refused {title(source, options)}", None if words in line else line, line)
    os.environ["STAPES"] = str(folder / "stapes")
    line = said("aemnet")
    report("refused without a tool", None if "which is no program" in line else line, line)
    os.environ["STAPES"] = str(TOOLS / "stapes")


def damaged(folder):
    """Files that are cut or changed are refused where stapes refuses them, and by the same error."""
    path, cut = folder / "ours.safetensors", folder / "cut.safetensors"
    save_checkpoint(architecture("lung-dw"), path)
    data = path.read_bytes()
    generator = np.random.default_rng(1)
    accepted, apart = 0, []
    for number in range(300):
        broken = bytearray(data)
        if number % 6 == 0:
            broken = broken[:generator.integers(0, len(data))]
        # In the header, or anywhere.
        reach = min(len(broken), 9000 if number % 3 else len(data))
        for place in generator.integers(0, reach, 2) if broken else []:
            broken[place] = generator.choice([broken[place] ^ 1, ord("9"), ord(","), 255])
        cut.write_bytes(broken)
        try:
            load_checkpoint(cut)
            mine = True
        except CheckpointError:
            mine = False
        theirs = subprocess.run([TOOLS / "stapes", "describe", cut], capture_output=True)
        accepted += mine
        if mine and theirs.returncode:
            apart.append(f"{number}: {theirs.stderr.decode().strip()}")
    report("damaged checkpoints", "; ".join(apart[:5]),
           f"{300 - accepted} of 300 refused, and no other is refused by stapes")


def seeded(network, seed):
    """Parameters in which nothing is at its neutral value, and no dropout."""
    torch.manual_seed(seed)
    architecture = {**network.architecture, "layers": [
        {**layer, "rate": 0} if layer["op"] == "dropout" else layer
        for layer in network.architecture["layers"]]}
    network = Network(architecture)
    with torch.no_grad():
        for module in network.modules():
            if getattr(module, "running_var", None) is not None:
                module.running_var.uniform_(0.5, 1.5)
                module.running_mean.uniform_(-0.1, 0.1)
                module.weight.uniform_(0.5, 1.5)
            if getattr(module, "bias", None) is not None:
                module.bias.uniform_(-0.1, 0.1)
    return network


def inputs_of(network, samples, length):
    shapes = {
        "waveform": lambda entry: (samples, length),
        "picture": lambda entry: (samples, entry["channels"], entry["height"], entry["width"]),
    }
    return [
        torch.randn(shapes[entry["kind"]](entry)) for entry in network.architecture["inputs"]]


def step(network, inputs, targets, folder):
    """Scores and gradients as stapes computes them."""
    path = folder / "step.safetensors"
    save_checkpoint(network, path)
    for entry, values in zip(network.architecture["inputs"], inputs):
        rows = values.unsqueeze(-1) if values.dim() == 2 else values.permute(0, 2, 3, 1)
        np.save(folder / f"{entry['name']}.npy", rows.contiguous().numpy())
    np.save(folder / "targets.npy", targets.numpy())
    done = subprocess.run([TOOLS / "TrainingStep", path, folder], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"TrainingStep: {done.stderr}")
    data = (folder / "gradients.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    gradients = {}
    for name, entry in json.loads(data[8:8 + length]).items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        gradients[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    return np.load(folder / "scores.npy"), gradients


def gradient_error(network, gradients):
    """The largest error of a parameter's gradient, relative to its norm.

    A gradient of less than a thousandth of the whole is measured by that: what a batch norm cancels
    is noise in any precision.
    """
    ours = {name: value.grad.numpy() for name, value in network.named_parameters()
            if value.grad is not None}
    if set(ours) != set(gradients):
        return float("inf"), f"other parameters: {sorted(set(ours) ^ set(gradients))}"
    whole = sum(np.square(gradient, dtype=float).sum() for gradient in ours.values()) ** 0.5
    return max(
        (np.linalg.norm(gradient - gradients[name])
         / max(np.linalg.norm(gradient), whole / 1000), name)
        for name, gradient in ours.items())


def relative(ours, theirs):
    return np.abs(ours - theirs).max() / np.abs(theirs).max()


def cross_entropy(network, inputs, targets):
    network.zero_grad()
    logits = network.tensors(*inputs)[logits_of(network)]
    functional.cross_entropy(logits, targets).backward()


def logits_of(network):
    last = network.architecture["layers"][-1]
    return last["from"][0] if last["op"] == "softmax" else last["name"]


def floats(folder):
    """Scores with running statistics, and the gradients of one step, which PyTorch computes in double
    precision: in single it is itself 1e-4 away from that.

    Where a value lies within a rounding error of a kink of ReLU or of another maximum, single
    precision takes another way, and its gradient goes elsewhere. A mistake would show on every batch,
    so one of several has to agree. Crackle detectors have no pools, and half a million places for a kink in each
    layer: theirs get short pictures.
    """
    for source, options in NETWORKS:
        errors = []
        plain = architecture(source, **options)
        if "crackle" in source:
            inputs = [{**entry, "height": entry["height"] // 20}
                      for entry in plain.architecture["inputs"]]
            plain = Network({**plain.architecture, "inputs": inputs})
        for seed in range(12):
            network = seeded(plain, seed)
            inputs = inputs_of(network, 2, 4000 if source == "lung-dw" else 8000)
            network.eval()
            with torch.no_grad():
                scores = network.tensors(*inputs)[logits_of(network)]
            targets = torch.softmax(torch.randn_like(scores), 1)
            theirs, gradients = step(network, inputs, targets, folder)
            error = relative(scores.numpy(), theirs)
            cross_entropy(network.train().double(), [values.double() for values in inputs],
                          targets.double())
            errors.append(gradient_error(network, gradients))
            if error > TOLERANCE or errors[-1][0] <= TOLERANCE:
                break
        worst, place = min(errors)
        is_good = max(error, worst) <= TOLERANCE
        line = (f"scores {error:.1e}, gradients {worst:.1e} ({place}, best of {len(errors)} batches)")
        report(f"floats {title(source, options)}", None if is_good else line, line)


def integers(folder):
    """Training in integers: every tensor and score is the file's, gradients are those of stapes, and
    what PyTorch has trained compiles to a file that verify finds equal."""
    for name in ("aemnet-dw", "aemresnet"):
        start, calibrated = folder / "start.safetensors", folder / "calibrated.safetensors"
        save_checkpoint(seeded(architecture(name, width=WIDTH), 1), start)
        stapes("synthesize", "sound", "--seconds", "2", "-o", folder / "sound.wav")
        stapes("calibrate", start, "--calibrate", folder / "sound.wav", "--grid", "40",
               "--layer-grids", "conv1=127,*_depthwise=127" if name == "aemnet-dw" else "conv1=127",
               "-o", calibrated)
        network = QuantisedNetwork(load_checkpoint(calibrated))
        samples = np.random.default_rng(1).integers(-9000, 9000, (2, 8000)).astype(np.int16)
        same_tensors(f"integers {name}", network, calibrated, samples, folder)
        for factor in (0.01, 50):
            other = folder / "other-biases.safetensors"
            save_checkpoint(with_biases_times(factor, load_checkpoint(calibrated)), other)
            same_tensors(f"integers {name}, biases times {factor}",
                         QuantisedNetwork(load_checkpoint(other)), other, samples, folder)

        inputs = torch.stack([network.standardised(row) for row in samples])
        targets = torch.softmax(torch.randn(2, 10), 1)
        theirs, gradients = step(network, [inputs], targets, folder)
        with torch.no_grad():
            error = relative(network(inputs).numpy(), theirs)
        network.zero_grad()
        functional.cross_entropy(network(inputs), targets).backward()
        worst, place = gradient_error(network, gradients)
        line = f"scores {error:.1e}, gradients {worst:.1e} ({place})"
        report(
            f"integers {name}, a step of stapes",
            None if max(error, worst) <= TOLERANCE else line, line)

        trained = folder / "trained.safetensors"
        multiprocessing.spawn(
            train, (str(calibrated), str(trained), inputs, targets, str(folder / "store")), 2)
        if trained.read_bytes() == calibrated.read_bytes():
            report(f"integers {name}, trained", "training changed nothing", "")
        compiled = folder / "trained.stapes"
        stapes("compile", trained, "-o", compiled)
        text = stapes("verify", compiled, "--checkpoint", trained, "--seconds", "1")
        same_tensors(f"integers {name}, trained by two processes, compiled and verified",
                     QuantisedNetwork(load_checkpoint(trained)), trained, samples, folder, text)


def with_biases_times(factor, network):
    """The network with biases that may be too large for the recorded forms of channels."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith(".bias"):
                parameter.mul_(factor)
    return network


def train(rank, start, path, inputs, targets, store):
    """A process of data-parallel training, each with one of two samples."""
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    distributed.init_process_group(
        "gloo", init_method=f"file://{store}", rank=rank, world_size=2)
    model = nn.parallel.DistributedDataParallel(QuantisedNetwork(load_checkpoint(start)))
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.Adam(learning, 1e-3)
    for _ in range(3):
        optimiser.zero_grad()
        functional.cross_entropy(model(inputs[rank:rank + 1]), targets[rank:rank + 1]).backward()
        optimiser.step()
    if rank == 0:
        save_checkpoint(model, path)
    distributed.destroy_process_group()
    if rank == 0:
        os.unlink(store)


def same_tensors(name, network, checkpoint, samples, folder, text=""):
    """Every tensor of the network in double precision is that of the file, unfused."""
    compiled, tensors = folder / "whole.stapes", folder / "tensors"
    stapes("compile", checkpoint, "--unfused", "--unsimplified", "-o", compiled)
    np.save(folder / "clips.npy", samples)
    stapes("run", compiled, folder / "clips.npy", "--tensors", tensors)
    inputs = torch.stack([network.standardised(row) for row in samples]).double()
    with torch.no_grad():
        ours = network.double().tensors(inputs)
    network.float()
    count = values = 0
    for path in tensors.glob("*.npy"):
        theirs = np.load(path)
        own = stream(ours[path.stem].numpy())
        differences = (own.reshape(theirs.shape) != theirs).sum()
        if differences:
            report(name, f"{path.stem}: {differences} of {theirs.size} values differ", "")
            return
        count, values = count + 1, values + theirs.size
        path.unlink()
    verified = f"; {text.strip().splitlines()[-1]}" if text else ""
    report(name, None if count > 20 else f"only {count} tensors",
           f"{values} values of {count} tensors are equal{verified}")


def random_integers(folder):
    """Random networks over rows, of every op: each tensor in double precision is that of the file."""
    networks = sorted(RANDOM.glob("*.safetensors"))[:MOST_RANDOM]
    compiled, tensors = folder / "random.stapes", folder / "random"
    count = values = 0
    apart = []
    for number, path in enumerate(networks):
        network = QuantisedNetwork(load_checkpoint(path)).double()
        entry = network.architecture["inputs"][0]
        shape = (entry["channels"], entry["height"], entry["width"]) if entry["kind"] == "picture" else (
            entry["channels"], entry.get("length") or 200)
        x = torch.from_numpy(np.random.default_rng(number).normal(0, 2, (2, *shape)).astype(np.float32))
        stapes("compile", path, "--unfused", "--unsimplified", "-o", compiled)
        np.save(folder / "rows.npy", stream(x.numpy()))
        stapes("run", compiled, folder / "rows.npy", "--tensors", tensors)
        with torch.no_grad():
            ours = network.tensors(x.double())
        for file in tensors.glob("*.npy"):
            theirs = np.load(file)
            # A softmax at the end is left out.
            if file.stem in ours:
                count, values = count + 1, values + theirs.size
                own = stream(ours[file.stem].numpy())
                if own.size != theirs.size or (own.reshape(theirs.shape) != theirs).any():
                    apart.append(f"{path.stem}, {file.stem}")
            file.unlink()
    problem = f"these differ: {'; '.join(apart)}" if apart else f"only {count} tensors"
    report("integers of random networks", problem if apart or count < 4 * len(networks) else None,
           f"{values} values of {count} tensors of {len(networks)} networks are equal")


def stream(values):
    """Rows, columns, channels, of a sequence or a picture whose time is its height."""
    return np.ascontiguousarray(
        values.transpose(0, 2, 3, 1) if values.ndim == 4 else values.transpose(0, 2, 1))


class Plain(nn.Module):
    """A module as its author would write it, without a thought of Stapes."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv1d(1, 8, 9, stride=4, padding=4, bias=False), nn.BatchNorm1d(8),
            nn.ReLU(inplace=True), nn.MaxPool1d(4))
        self.left = nn.Conv1d(8, 8, 3, padding=1, groups=8)
        self.right = nn.Sequential(nn.Conv1d(8, 8, 1), nn.LeakyReLU(0.1))
        self.last = nn.Conv1d(8, 8, 3, padding=1)
        self.act = nn.ReLU6()
        self.dropout = nn.Dropout(0.3)
        self.pool = nn.AdaptiveAvgPool1d(1)
        self.head = nn.Linear(16, 5)

    def forward(self, audio):
        x = self.stem(audio)
        x = self.act(self.left(x) + self.right(x))
        x = torch.cat([x, functional.relu(self.last(x))], dim=1)
        return self.head(self.dropout(torch.flatten(self.pool(x), 1)))


def conversion(folder):
    """A plain module becomes a network with the same scores, which compiles; what cannot is named."""
    torch.manual_seed(1)
    plain = Plain().eval()
    network = convert(plain, {"audio": 16000}, labels=list("abcde"))
    x = torch.randn(2, 1, 4000)
    with torch.no_grad():
        error = relative(network(x).numpy(), plain(x).numpy())
    report(
        "conversion", None if error < 1e-6 else f"scores differ by {error}", f"scores {error:.1e}")
    path = folder / "plain.safetensors"
    save_checkpoint(network, path)
    stapes("compile", path, "-o", folder / "plain.stapes")
    report("conversion, compiled", None,
           stapes("verify", folder / "plain.stapes", "--checkpoint", path).strip().splitlines()[-1])
    pictures()


class Picture(nn.Module):
    """What a function makes of a convolution of a picture."""

    def __init__(self, body):
        super().__init__()
        self.body = body
        self.first, self.second = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding="same")
        self.inplace, self.average = nn.ReLU(inplace=True), nn.AvgPool2d(2, divisor_override=3)
        self.vector, self.scores = nn.Linear(4, 2), nn.Linear(4 * 64, 2)

    def forward(self, picture):
        return self.body(self, self.first(picture))


# How authors write it, and what is said of what cannot be had; nothing where it can.
PICTURES = [
    (lambda m, x: m.inplace(x).mean([2, 3]), None),
    (lambda m, x: (m.second(m.inplace(x)) + x).mean([2, 3]), "in place"),
    (lambda m, x: m.average(x).mean([2, 3]), "another divisor"),
    (lambda m, x: x.mean(2), "other than all positions"),
    (lambda m, x: torch.flatten(torch.mean(x, (3, -2), True), 1), None),
    (lambda m, x: (m.vector(x.mean([2, 3])), m.scores(x.flatten(1)))[0], None),
    (lambda m, x: m.second(m.second(x)).mean([2, 3]), "used twice"),
    (lambda m, x: m.scores(x.view(x.size(0), -1)), None),
    (lambda m, x: m.scores(x.reshape(x.shape[0], -1)), None),
    (lambda m, x: m.vector(functional.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1)), None),
    (lambda m, x: functional.max_pool2d(functional.relu(x), 2, 2, 1).mean([2, 3]), None),
    (lambda m, x: functional.avg_pool2d(x, 3, 2, count_include_pad=False).mean([2, 3]), None),
    (lambda m, x: torch.cat([m.second(x), x], dim=-3).mean([2, 3]), None),
    (lambda m, x: x.add(m.second(x)).mean([2, 3]), None),
    (lambda m, x: torch.add(x, x, alpha=2).mean([2, 3]), "factor"),
    (lambda m, x: functional.gelu(x).mean([2, 3]), None),
    (lambda m, x: functional.gelu(x, approximate="tanh").mean([2, 3]), "approximate"),
    (lambda m, x: (functional.silu(x) * x.sigmoid() + functional.hardswish(x)).mean([2, 3]), None),
    (lambda m, x: (torch.tanh(x) * x.mean([2, 3], True)).mean([2, 3]), "different shapes"),
    (lambda m, x: (x * 2).mean([2, 3]), "something else than a tensor"),
    (lambda m, x: m.vector(x.amax((2, 3))), None),
    (lambda m, x: m.vector(functional.adaptive_max_pool2d(x, 1).flatten(1)), None),
    (lambda m, x: functional.elu(x).mean([2, 3]), "there is no layer for elu"),
    (lambda m, x: {"scores": [x.mean([2, 3])]}, None),
    (lambda m, x: {"scores": x.mean([2, 3]), "map": x}, "more than one tensor"),
]


def pictures():
    for number, (body, problem) in enumerate(PICTURES):
        plain, x = Picture(body).eval(), torch.randn(2, 3, 8, 8)
        try:
            network = convert(plain, {"picture": (3, 8, 8)}).eval()
        except ConversionError as error:
            is_right = problem is not None and problem in str(error)
            report(f"conversion {number}", None if is_right else f"refused: {error}", str(error))
            continue
        with torch.no_grad():
            theirs = plain(x.clone())
            theirs = theirs["scores"][0] if isinstance(theirs, dict) else theirs
            error = relative(network(x).numpy(), theirs.flatten(1).numpy())
        wrong = f"accepted, but {problem}" if problem else f"scores differ by {error}"
        report(f"conversion {number}", wrong if problem or error > 1e-5 else None, f"scores {error:.1e}")


class Author(nn.Module):
    """What authors do: an argument called x without channels, a switch, dilation, norms of weights, a
    part that is left over, a dictionary."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(1, 8, 9, 4, dilation=3, padding=4)
        self.blocks = nn.Sequential(nn.Conv1d(8, 8, 3, dilation=2, padding="same"), nn.BatchNorm1d(8), nn.SiLU())
        self.normed = nn.utils.parametrizations.weight_norm(nn.Conv1d(8, 8, 3))
        self.older = nn.utils.weight_norm(nn.Conv1d(8, 8, 3), dim=1)
        self.head = nn.Linear(8, 3)
        self.unused = nn.Linear(2, 2)

    def forward(self, x, features=False):
        x = self.first(x[:, None])
        x = self.older(self.normed(self.blocks(x) * torch.sigmoid(x)))
        return {"features": x} if features else {"logits": self.head(x.mean(-1))}


# What is said of modules and arguments that cannot be converted, in one line.
UNFIT = [
    (lambda: convert(torch.compile(Author()), {"audio": 16000}), "is compiled; convert module._orig_mod"),
    (lambda: convert(torch.jit.script(nn.ReLU()), {"audio": 16000}), "is scripted"),
    (lambda: convert(Author(), {"audio": 16000}, labels=["a", "b"]), "2 labels for 3 scores"),
    (lambda: convert(Author(), {"audio": 16000, "other": 16000}), "the module cannot be traced"),
    (lambda: convert(Author(), {}), "the module takes x"),
    (lambda: convert(nn.Linear(3, 3), {"audio": 16000}), "does not run on [2, 1, 16000]"),
    (lambda: convert(nn.Sequential(nn.Conv1d(1, 2, 3), *[nn.ELU()] * 5, nn.CELU()), {"audio": 16000}),
     "_1, _1_1, _1_2 and 2 more: there is no layer for ELU; _6: there is no layer for CELU"),
]


def authors(folder):
    torch.manual_seed(2)
    module, x = Author(), torch.randn(2, 8000)
    with torch.no_grad():
        module(x)  # moves the statistics of batch norms
    network = convert(module, {"audio": 16000}, labels=list("abc"))
    is_training = network.training
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) / 10)
    copy = pickle.loads(pickle.dumps(network))
    module.eval()
    for name, converted in (("the author's", network), ("the author's, copied", copy)):
        converted.load_state_dict(module.state_dict())
        converted.load_state_dict(converted.state_dict())
        with torch.no_grad():
            error = relative(converted.eval()(x).numpy(), module(x)["logits"].numpy())
        report(
            name, None if error < 1e-5 and is_training else f"scores differ by {error}",
            f"scores {error:.1e} after load_state_dict of the module")
    path = folder / "author.safetensors"
    save_checkpoint(network, path)
    stapes("compile", path, "-o", folder / "author.stapes")
    report("the author's, compiled", None,
           stapes("verify", folder / "author.stapes", "--checkpoint", path).strip().splitlines()[-1])
    for number, (body, problem) in enumerate(UNFIT):
        try:
            body()
            report(f"unfit {number}", f"accepted, but {problem}", "")
        except ConversionError as error:
            is_right = problem in str(error) and "\n" not in str(error)
            report(f"unfit {number}", None if is_right else f"refused: {error}", str(error))


def commands(folder):
    """The README's way: from a data set through a training in PyTorch to a verified file."""
    data, arrays = folder / "lungs", folder / "arrays"
    stapes("synthesize", "lungs", "--subjects", "8", "--recordings", "1", "-o", data)
    recipe = ["--data", data, "--recipe", "Models/recipes/lungs.json", "--fold", "published-split"]
    stapes("dump", *recipe, "--seconds", "1", "-o", arrays)
    floats, calibrated, trained, compiled = (
        folder / f"commands-{name}" for name in
        ("floats.safetensors", "calibrated.safetensors", "trained.safetensors", "model.stapes"))
    python(arrays, "--network", "lung-dw", "--epochs", "2", "-o", floats)
    stapes("calibrate", floats, *recipe, "--grid", "31", "-o", calibrated)
    said = python(arrays, "--checkpoint", calibrated, "--epochs", "1", "-o", trained, processes=2)
    stapes("compile", trained, "-o", compiled)
    text = stapes("verify", compiled, "--checkpoint", trained, "--seconds", "1")
    report("commands", None if "test clips are right" in said else said,
           f"{said.splitlines()[-1]}; {text.strip().splitlines()[-1]}")


def python(*arguments, processes=1):
    """What a training of stapes_torch prints."""
    start = [sys.executable, "-m"]
    if processes > 1:
        start += ["torch.distributed.run", "--nproc-per-node", str(processes), "-m"]
    done = subprocess.run(
        [*start, "stapes_torch.train", *map(str, arguments)], capture_output=True, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"})
    if done.returncode:
        sys.exit(f"stapes_torch.train: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    torch.set_num_threads(2)
    os.environ["STAPES"] = str(TOOLS / "stapes")
    with tempfile.TemporaryDirectory() as name:
        for check in (checkpoints, refusals, damaged, conversion, authors, floats, integers, random_integers,
                      commands):
            check(Path(name))
    print(f"{len(findings)} findings")
    sys.exit(1 if findings else 0)
