"""Trains a network on the arrays that `stapes dump` writes: to be run, read and copied.

    stapes dump --data lungs --recipe recipe.json --fold published-split --seconds 3 -o arrays
    python -m stapes_torch.train arrays --network lung-dw -o floats.safetensors
    torchrun --nproc-per-node 8 -m stapes_torch.train arrays --network lung-dw -o floats.safetensors

With `--checkpoint` it goes on from a checkpoint; from one that `stapes calibrate` wrote, in integers.
"""

import argparse
import os
from pathlib import Path

import numpy
import torch
from torch import distributed, nn
from torch.nn import functional

from .checkpoint import load_checkpoint, save_checkpoint
from .network import Network
from .quantised import QuantisedNetwork
from .tool import architecture


def main():
    options = parsed()
    try:
        train(options)
    except (ValueError, OSError) as error:
        raise SystemExit(f"stapes_torch.train: {error}") from None


def train(options):
    torch.manual_seed(options.seed)
    rank, count = joined()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if (
        torch.cuda.is_available()) else torch.device("cpu")
    labels = (options.arrays / "labels.txt").read_text().splitlines()
    network = started(options, labels).to(device)
    inputs, targets = part(options.arrays / "training", network)
    if len(inputs) < count:
        raise ValueError(f"{len(inputs)} clips are too few for {count} processes")
    model = nn.parallel.DistributedDataParallel(network) if count > 1 else network
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learning, options.rate, weight_decay=options.decay)
    # As many in every process, so that none waits for a batch that another has not.
    each = len(inputs) // count
    steps = max(1, each // options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, options.rate, total_steps=options.epochs * steps)
    for epoch in range(options.epochs):
        order = torch.randperm(
            len(inputs), generator=torch.Generator().manual_seed(options.seed + epoch))
        order = order[rank:each * count:count]
        model.train()
        total = 0.0
        for clips in order.tensor_split(steps):
            optimiser.zero_grad()
            cost = loss(network, model(inputs[clips].to(device)), targets[clips].to(device))
            cost.backward()
            optimiser.step()
            schedule.step()
            total += float(cost.detach()) / steps
        if rank == 0:
            print(f"epoch {epoch + 1} of {options.epochs}: loss {total:.4f}", flush=True)
    if rank == 0:
        save_checkpoint(model, options.output)
        tested = tests(options.arrays / "test", network.eval(), device)
        print(f"{options.output}: {tested}")
    if count > 1:
        distributed.destroy_process_group()


def parsed():
    parser = argparse.ArgumentParser(
        prog="python -m stapes_torch.train", description="Train a network on arrays of stapes dump.")
    parser.add_argument("arrays", type=Path, help="the folder that stapes dump wrote, of a fold")
    parser.add_argument("-o", "--output", required=True, help="the checkpoint to write")
    parser.add_argument("--network", help="the name of an architecture to train from scratch")
    parser.add_argument("--width", type=float, help="factor of the network's channels")
    parser.add_argument("--llf", type=int, choices=(1, 2), help="the network's front end")
    parser.add_argument("--checkpoint", help="a checkpoint to go on from")
    parser.add_argument("--epochs", type=int, default=40, help="(default: %(default)s)")
    parser.add_argument("--batch", type=int, default=32, help="clips of a step in each process (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=3e-3, help="the highest of the schedule (default: %(default)s)")
    parser.add_argument("--decay", type=float, default=1e-2, help="of weights (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(default: %(default)s)")
    options = parser.parse_args()
    if options.checkpoint and (options.width is not None or options.llf is not None):
        parser.error("--width and --llf go with --network")
    if min(options.epochs, options.batch) < 1:
        parser.error("--epochs and --batch are at least 1")
    if not os.path.isdir(os.path.dirname(os.path.abspath(options.output))):
        parser.error(f"--output: there is no folder for {options.output}")
    if (options.network is None) == (options.checkpoint is None):
        parser.error("give --network or --checkpoint")
    return options


def joined():
    """This process's number, and how many there are."""
    if int(os.environ.get("WORLD_SIZE", 1)) == 1:
        return 0, 1
    distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    return distributed.get_rank(), distributed.get_world_size()


def started(options, labels):
    """The network to train, with the names of its classes."""
    if options.checkpoint:
        network = load_checkpoint(options.checkpoint)
        if network.architecture.setdefault("labels", labels) != labels:
            raise ValueError(f"{options.checkpoint}: has other labels than {options.arrays}/labels.txt")
        return network if network.quantisation is None else QuantisedNetwork(network)
    network = architecture(
        options.network, width=options.width, classes=len(labels), llf=options.llf)
    return Network({**network.architecture, "labels": labels})


def part(folder, network):
    """Inputs as the network takes them, and classes: their numbers, or one by one whether they are
    there."""
    if len(network.architecture["inputs"]) > 1:
        raise ValueError(f"{network.architecture['name']} has several inputs, and arrays are of one")
    inputs = torch.from_numpy(numpy.load(folder / "inputs.npy"))
    targets = torch.from_numpy(numpy.load(folder / "classes.npy"))
    kind = network.architecture["inputs"][0]["kind"]
    if inputs.dtype == torch.int16:
        inputs = standardised(inputs, network)
    if kind == "picture":
        inputs = inputs.unsqueeze(1)
    elif kind == "sequence":
        inputs = inputs.transpose(1, 2)
    return inputs, targets


def standardised(samples, network):
    """Clips as floats, or as the device standardises them for a network in integers."""
    if isinstance(network, QuantisedNetwork):
        return torch.stack([network.standardised(clip.numpy()) for clip in samples])
    deviation, mean = torch.std_mean(samples.double(), 1, correction=0, keepdim=True)
    return ((samples - mean) / deviation.clamp(min=1e-3)).float()


def loss(network, outputs, targets):
    """Cross-entropy, or of each class by itself where clips have several."""
    if targets.dim() > 1:
        return functional.binary_cross_entropy_with_logits(outputs, targets.to(outputs.dtype))
    # Training in integers leaves a softmax at the end out.
    is_softmax = network.architecture["layers"][-1]["op"] == "softmax"
    if is_softmax and not isinstance(network, QuantisedNetwork):
        return functional.nll_loss(outputs.clamp_min(1e-12).log(), targets)
    return functional.cross_entropy(outputs, targets)


@torch.no_grad()
def tests(folder, network, device):
    """A line on the clips that training has not seen."""
    if not folder.exists():
        return "no clips to test"
    inputs, targets = part(folder, network)
    if not len(inputs):
        return "no clips to test"
    outputs = torch.cat([network(clip[None].to(device)).cpu() for clip in inputs])
    if targets.dim() > 1:
        return f"loss {float(loss(network, outputs, targets)):.4f} on {len(inputs)} clips"
    right = int((outputs.argmax(1) == targets).sum())
    return f"{right} of {len(inputs)} test clips are right"


if __name__ == "__main__":
    main()
