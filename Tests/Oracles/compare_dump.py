"""Holds what `stapes dump` writes against NumPy.

Trains a small network on tones, and dumps what it is tested on. NumPy computes the network's
probabilities from the dumped floats and the checkpoint, and a compiled model's from its scores of the
dumped samples; both are what `stapes evaluate --predictions` says, and so are the classes.

usage: compare_dump.py <stapes>
"""
import csv, json, pathlib, subprocess, sys, tempfile, wave

import numpy as np

RATE, CLIPS = 8000, 20
NETWORK = {
    "name": "tones", "inputs": [{"name": "audio", "kind": "waveform", "rate": RATE}],
    "labels": ["high", "low", "noise"],
    "layers": [
        {"name": "conv", "op": "convolution1d", "channels": 8, "kernel": 32, "stride": 4},
        {"name": "norm", "op": "batch_norm"},
        {"name": "relu", "op": "relu"},
        {"name": "average", "op": "global_average_pool"},
        {"name": "fc", "op": "fully_connected", "outputs": 3}]}
RECIPE = {
    "name": "tones", "architecture": {"file": "network.json"}, "optimizer": {"rate": 0.01},
    "epochs": 4, "batch": 4, "validation_share": 0.2, "folds": {"kind": "stratified", "count": 3},
    "augmentation": {"crop": {"seconds": 0.4}, "gain": 3}}


def write_set(folder):
    """Recordings of two kinds of tones and of noise, all of them noisy, in a folder for each."""
    random = np.random.default_rng(1)
    time = np.arange(RATE // 2) / RATE
    for label, pitch in (("high", 900), ("low", 750), ("noise", 0)):
        (folder / label).mkdir(parents=True)
        for clip in range(CLIPS):
            tone = 2000 * np.sin(2 * np.pi * pitch * random.uniform(0.8, 1.25) * time)
            sound = (tone + random.normal(300, 1500, time.size)).astype("<i2")
            with wave.open(str(folder / label / f"{clip}.wav"), "wb") as file:
                file.setparams((1, 2, RATE, 0, "NONE", ""))
                file.writeframes(sound.tobytes())


def sound(path):
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def tensors(path):
    """The tensors of a safetensors file."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[start:], np.uint8)[slice(*entry["data_offsets"])]
        .view(np.float32).reshape(entry["shape"]).astype(np.float64)
        for name, entry in header.items()}


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def probabilities(inputs, tensors):
    """What the network says about standardised clips, in doubles."""
    windows = np.lib.stride_tricks.sliding_window_view(inputs.astype(np.float64), 32, axis=1)[:, ::4]
    rows = windows @ tensors["conv.weight"][:, 0].T + tensors.get("conv.bias", 0)
    rows = (rows - tensors["norm.running_mean"]) / np.sqrt(tensors["norm.running_var"] + 1e-5)
    rows = np.maximum(rows * tensors["norm.weight"] + tensors["norm.bias"], 0)
    return softmax(rows.mean(axis=1) @ tensors["fc.weight"].T + tensors["fc.bias"])


def check(name, holds):
    print(f"{name}: {'equal' if holds else 'DIFFERENT'}")
    return bool(holds)


def main():
    stapes = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def run(*arguments):
            subprocess.run([stapes, *arguments], cwd=folder, check=True, capture_output=True)

        write_set(folder / "tones")
        (folder / "network.json").write_text(json.dumps(NETWORK))
        (folder / "recipe.json").write_text(json.dumps(RECIPE))
        data = ["--data", "tones", "--recipe", "recipe.json"]
        checkpoint = "run/fold-2/best.safetensors"
        run("train", "recipe.json", "--data", "tones", "-o", "run")
        run("compile", checkpoint, *data, "--fold", "2", "-o", "tones.stapes")
        run("dump", *data, "--fold", "2", "--standardised", "-o", "floats")
        run("dump", *data, "--fold", "2", "-o", "samples")
        run("run", "tones.stapes", "samples/test/inputs.npy", "--scores", "scores.npy")
        for kind, model in (("float", checkpoint), ("compiled", "tones.stapes")):
            run("evaluate", model, *data, "--fold", "2", "--predictions", f"{kind}.npy",
                "--truth", f"{kind}-truth.npy", "--metrics", f"{kind}.csv")

        array = lambda path: np.load(folder / path, allow_pickle=False)
        labels = (folder / "floats/labels.txt").read_text().splitlines()
        results = [check("labels", labels == NETWORK["labels"])]
        seen = []
        for part in ("training", "validation", "test"):
            clips = (folder / f"floats/{part}/clips.txt").read_text().splitlines()
            sounds = np.stack([sound(folder / "tones" / clip) for clip in clips])
            standardised = (sounds - sounds.mean(axis=1, keepdims=True)) / sounds.std(
                axis=1, keepdims=True)
            floats, samples = (array(f"{form}/{part}/inputs.npy") for form in ("floats", "samples"))
            classes = array(f"floats/{part}/classes.npy")
            results += [
                check(f"{part}, samples", samples.dtype == np.int16 and (samples == sounds).all()),
                check(f"{part}, floats", floats.dtype == np.float32
                      and np.allclose(floats, standardised, rtol=0, atol=1e-5)),
                check(f"{part}, classes", classes.dtype == np.int64 and
                      [labels[index] for index in classes] == [clip.split("/")[0] for clip in clips])]
            seen += clips
        results.append(check("clips", len(seen) == len(set(seen)) == len(labels) * CLIPS))

        floats, classes = array("floats/test/inputs.npy"), array("floats/test/classes.npy")
        said = {
            "float": probabilities(floats, tensors(folder / checkpoint)),
            "compiled": softmax(array("scores.npy").astype(np.float64))}
        for kind, expected in said.items():
            predictions = array(f"{kind}.npy")
            with open(folder / f"{kind}.csv", newline="") as file:
                figures = {(row["class"], row["metric"]): row["value"] for row in csv.DictReader(file)}
            accuracy = (expected.argmax(axis=1) == classes).mean()
            results += [
                check(f"{kind} model, predictions", predictions.dtype == np.float32
                      and predictions.shape == expected.shape
                      and np.allclose(predictions, expected, rtol=0, atol=1e-4)),
                check(f"{kind} model, labels",
                      (predictions.argmax(axis=1) == expected.argmax(axis=1)).all()),
                check(f"{kind} model, truth", (array(f"{kind}-truth.npy") == classes).all()),
                check(f"{kind} model, accuracy {accuracy:.3f}",
                      abs(float(figures["", "accuracy"]) - accuracy) < 1e-9)]
    sys.exit(0 if all(results) else 1)


main()
