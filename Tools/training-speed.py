#!/usr/bin/env python3
"""Times the training of AemNet-DW w 0.5 (batches of 32 crops of one second, Adam) by Stapes and by
PyTorch, in turns, on the same number of threads, and prints both sides and their ratio.

    python3 -m venv /tmp/torch
    /tmp/torch/bin/pip install numpy torch --extra-index-url https://download.pytorch.org/whl/cpu
    /tmp/torch/bin/python Tools/training-speed.py [--rounds 5] [--steps 20] [--threads 2] [--page P]

Builds what it times. Takes about two minutes. With --page, writes a page such as
Tests/Training.md.
"""

import argparse
import pathlib
import statistics
import subprocess
import time

import torch
from torch import nn


def separable(inputs, outputs):
    return [
        nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False),
        nn.BatchNorm2d(inputs), nn.ReLU(),
        nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


class AemNetDW(nn.Module):
    """Width 0.5, front end 2, 10 classes: 319,093 parameters."""

    def __init__(self):
        super().__init__()
        self.front = nn.Sequential(
            nn.Conv1d(1, 64, 9, 4, 4, bias=False), nn.BatchNorm1d(64), nn.ReLU(),
            nn.Conv1d(64, 128, 5, 2, 2, bias=False), nn.BatchNorm1d(128), nn.ReLU(),
            nn.MaxPool1d(20))
        layers = separable(1, 16) + [nn.MaxPool2d(2)]
        inputs = 16
        for channels in [32, 64, 128, 256]:
            layers += separable(inputs, channels) + separable(channels, channels)
            layers.append(nn.MaxPool2d(2))
            inputs = channels
        self.body = nn.Sequential(*layers)
        self.embedding = nn.Conv2d(256, 512, 1)
        self.fc = nn.Linear(512, 10)

    def forward(self, sound):
        picture = self.front(sound[:, None])[:, None]
        return self.fc(self.embedding(self.body(picture)).mean((2, 3)))


def torch_rate(steps, batch=32):
    """Samples a second."""
    network = AemNetDW()
    assert sum(p.numel() for p in network.parameters()) == 319_093
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, weight_decay=2e-4)
    sound, targets = torch.randn(batch, 16_000), torch.arange(batch) % 10
    for step in range(steps + 1):
        if step == 1:
            start = time.perf_counter()
        loss = nn.functional.cross_entropy(network(sound), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return steps * batch / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--page", type=pathlib.Path)
    options = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parent.parent
    subprocess.run(
        ["Tools/build", "--product", "TrainingSpeed"], cwd=root, check=True,
        stdout=subprocess.DEVNULL)
    program = root / ".build/release/TrainingSpeed"
    torch.set_num_threads(options.threads)
    ours, theirs, rows = [], [], []
    print("round  Stapes  PyTorch  (samples/s)   resident MB of Stapes, early and late")
    for number in range(1, options.rounds + 1):
        line = subprocess.run(
            [program, str(options.steps), str(options.threads)], check=True, capture_output=True,
            text=True).stdout.split()
        ours.append(float(line[0]))
        theirs.append(torch_rate(options.steps))
        rows.append(f"| {number} | {ours[-1]:.1f} | {theirs[-1]:.1f} | {line[1]} | {line[2]} |")
        print(f"{number:5}  {ours[-1]:6.1f}  {theirs[-1]:7.1f}  {line[1]:>17} {line[2]}", flush=True)
    ratios = sorted(a / b for a, b in zip(ours, theirs))
    verdict = (
        f"Median {statistics.median(ours):.1f} and {statistics.median(theirs):.1f} samples/s, "
        f"Stapes / PyTorch {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}), "
        f"{options.threads} threads, PyTorch {torch.__version__}.")
    print(verdict)
    if options.page:
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=root, check=True, capture_output=True,
            text=True).stdout.strip()
        command = f"Tools/training-speed.py --rounds {options.rounds} --steps {options.steps}"
        options.page.write_text(
            "# The speed of training\n\n"
            f"Written by `{command} --threads {options.threads}` at commit {commit}.\n"
            "AemNet-DW w 0.5, batches of 32 crops of one second, Adam; both sides in turns.\n\n"
            "| round | Stapes, samples/s | PyTorch, samples/s | MB early | MB late |\n"
            "|---|---|---|---|---|\n" + "\n".join(rows) + f"\n\n{verdict}\n"
            "The last columns are the resident memory of Stapes after a quarter of the steps and at "
            "the end.\n")


if __name__ == "__main__":
    main()
