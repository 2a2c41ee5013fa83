#!/usr/bin/env python3
"""Measures how hard a data set of `stapes synthesize lungs` is, on its own split of subjects.

Floor: a linear model on statistics of 40 log-mel bands per cycle (mean, deviation, deviation of
the differences between frames); logistic regression and a linear support vector machine, the
strength of regularisation chosen by five folds of disjoint training subjects.
Ceiling: a convolutional network of 80,000 parameters on two spectrograms of each cycle, one sharp
in frequency and one sharp in time, after a fixed number of epochs.
Both are tested once, on the test subjects; the figures are recalls averaged over the four classes:
chance is 25 %.

    python3 -m venv /tmp/floor
    /tmp/floor/bin/pip install numpy scipy scikit-learn torch
    stapes synthesize lungs -o lungs --subjects 120 --recordings 4 --proportions 1,1,1,1
    /tmp/floor/bin/python Tools/lung-sounds-floor.py lungs

Takes about four minutes of one core.
"""

import argparse
import pathlib
import time

import numpy as np
from scipy.io import wavfile
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, confusion_matrix
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

CLASSES = ["normal", "crackle", "wheeze", "both"]


def load(folder):
    """Per cycle: samples and rate, class, subject, whether it is to train with."""
    cycles, labels, subjects, training = [], [], [], []
    for line in (folder / "ICBHI_challenge_train_test.txt").read_text().splitlines():
        name, side = line.split("\t")
        path = folder / "audio_and_txt_files" / name
        rate, samples = wavfile.read(f"{path}.wav")
        for cycle in pathlib.Path(f"{path}.txt").read_text().splitlines():
            start, end, crackles, wheezes = cycle.split("\t")
            cycles.append((samples[int(float(start) * rate) : int(float(end) * rate)], rate))
            labels.append(int(crackles) + 2 * int(wheezes))
            subjects.append(int(name.split("_")[0]))
            training.append(side == "train")
    return cycles, np.array(labels), np.array(subjects), np.array(training)


def log_mels(cycle, bands, highest, window_seconds, hop_seconds):
    """Frames by bands, in dB, of a cycle scaled to power 1."""
    samples, rate = cycle
    samples = samples / np.float32(max(samples.std(), 1e-9))
    window, hop = int(window_seconds * rate), int(hop_seconds * rate)
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::hop]
    length = max(256, 1 << (window - 1).bit_length())
    spectrum = np.fft.rfft(frames * np.hanning(window).astype(np.float32), length)
    power = (spectrum.real**2 + spectrum.imag**2) / window
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    edges = 700 * (10 ** (np.linspace(mel(50), mel(min(rate / 2, highest)), bands + 2) / 2595) - 1)
    # A band is at least one line of the spectrum wide on either side.
    rises = np.maximum(np.diff(edges)[:-1], rate / length)[:, None]
    falls = np.maximum(np.diff(edges)[1:], rate / length)[:, None]
    distance = np.linspace(0, rate / 2, power.shape[1]) - edges[1:-1, None]
    filters = np.maximum(0, np.minimum(1 + distance / rises, 1 - distance / falls))
    return 10 * np.log10(power @ filters.T.astype(np.float32) + 1e-5)


def statistics(cycle):
    mels = log_mels(cycle, 40, 4000, 0.025, 0.010)
    return np.concatenate([mels.mean(0), mels.std(0), np.diff(mels, axis=0).std(0)])


def floor(cycles, labels, subjects, training):
    features = np.stack([statistics(cycle) for cycle in cycles])
    best = 0
    models = [
        ("logistic regression", LogisticRegression(max_iter=500), "logisticregression__C"),
        ("linear SVM", LinearSVC(dual=False, max_iter=1000), "linearsvc__C"),
    ]
    for title, model, parameter in models:
        search = GridSearchCV(
            make_pipeline(StandardScaler(), model),
            {parameter: [0.0003, 0.001, 0.003, 0.01, 0.03]},
            scoring="balanced_accuracy", cv=GroupKFold(5))
        search.fit(features[training], labels[training], groups=subjects[training])
        predicted = search.predict(features[~training])
        score = balanced_accuracy_score(labels[~training], predicted)
        print(
            f"{title}: {100 * search.best_score_:.1f} % in the folds, {100 * score:.1f} % in the"
            f" test, C = {search.best_params_[parameter]}")
        print(confusion_matrix(labels[~training], predicted), flush=True)
        best = max(best, score)
    return best


BANDS, FRAMES = 48, 400


def picture(cycle):
    """Two maps of frames of 10 ms by bands: windows of 64 ms, and the loudest of four windows of
    8 ms. Each band is relative to its median over the cycle, which takes the sensor out."""
    fine = log_mels(cycle, BANDS, 2000, 0.064, 0.010)
    quick = log_mels(cycle, BANDS, 2000, 0.008, 0.0025)
    quick = quick[: len(quick) // 4 * 4].reshape(-1, 4, BANDS).max(1)
    count = min(len(fine), len(quick), FRAMES)
    maps = np.stack([fine[:count], quick[:count]])
    return ((maps - np.median(maps, axis=1, keepdims=True)) / 8).astype(np.float32)


def ceiling(cycles, labels, subjects, training, epochs, seed):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    pictures = [picture(cycle) for cycle in cycles]

    def batch(indices, augment):
        images = np.zeros((len(indices), 2, FRAMES, BANDS), np.float32)
        for row, index in enumerate(indices):
            maps = pictures[index]
            offset = 0
            if augment:
                offset = random.integers(0, FRAMES - maps.shape[1] + 1)
                maps = np.roll(maps, random.integers(-3, 4), axis=2) * random.uniform(0.8, 1.25)
            images[row, :, offset : offset + maps.shape[1]] = maps
        return torch.from_numpy(images)

    def block(inputs, outputs, kernel):
        return [
            nn.Conv2d(inputs, outputs, kernel, stride=2, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(outputs), nn.ReLU()]

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(
                *block(2, 16, 5), *block(16, 32, 3), *block(32, 64, 3), *block(64, 96, 3))
            self.head = nn.Sequential(nn.Dropout(0.4), nn.Linear(192, 4))

        def forward(self, images):
            maps = self.body(images).flatten(2)
            return self.head(torch.cat([maps.mean(2), maps.amax(2)], 1))

    network = Network()
    learning = np.where(training)[0]
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-2)
    steps = epochs * -(-len(learning) // 32)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    start = time.process_time()
    for epoch in range(epochs):
        network.train()
        order, total = random.permutation(learning), 0
        for i in range(0, len(order), 32):
            indices = order[i : i + 32]
            loss = nn.functional.cross_entropy(
                network(batch(indices, True)), torch.from_numpy(labels[indices]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(indices)
        seconds = time.process_time() - start
        print(f"epoch {epoch + 1}: loss {total / len(order):.3f}, {seconds:.0f} s", flush=True)

    testing = np.where(~training)[0]
    network.eval()
    with torch.no_grad():
        predicted = torch.cat([
            network(batch(testing[i : i + 64], False)).argmax(1)
            for i in range(0, len(testing), 64)]).numpy()
    print(confusion_matrix(labels[testing], predicted))
    return balanced_accuracy_score(labels[testing], predicted)


def main():
    parser = argparse.ArgumentParser(description="floor and ceiling of a synthetic data set")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=40, help="of the network; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=1, help="of the network")
    arguments = parser.parse_args()
    data = load(arguments.folder)
    _, labels, subjects, training = data
    print(
        f"{len(labels)} cycles of {len(set(subjects))} subjects, {training.sum()} to train with;",
        ", ".join(f"{(labels == i).sum()} {name}" for i, name in enumerate(CLASSES)))
    print(f"floor: {100 * floor(*data):.1f} %")
    if arguments.epochs:
        print(f"ceiling: {100 * ceiling(*data, arguments.epochs, arguments.seed):.1f} %")


if __name__ == "__main__":
    main()
