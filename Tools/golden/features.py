"""Writes Tests/FeaturesTests/Golden/features.json: what librosa makes of a signal.

Tools/golden/all installs what it needs and runs it.

The signal is made of integers scaled by powers of two, so that the tests make the same one.
"""

import json
import pathlib

import librosa
import matplotlib
import numpy as np


def signal(count):
    """Noise whose level halves every 4,096 samples, eight times over, on a sawtooth.

    Noise: the upper 16 bits of x' = 1,664,525 x + 1,013,904,223 modulo 2^32, from x = 1.
    """
    samples = np.empty(count, np.float32)
    state = 1
    for n in range(count):
        state = (1_664_525 * state + 1_013_904_223) % 2**32
        noise = (state >> 16) - 32_768
        sawtooth = n * 331 % 4_096 - 2_048
        samples[n] = noise / 2.0 ** (16 + n // 4_096 % 8) + sawtooth / 2.0**16
    return samples


def rounded(values, digits=6):
    return [float(f"%.{digits}g" % value) for value in np.asarray(values).ravel()]


def cough():
    """dB below the maximum: some of the 41 frames of 2 s at 48 kHz."""
    power = librosa.feature.melspectrogram(
        y=signal(96_000), sr=48_000, n_fft=2_400, hop_length=2_400, n_mels=128)
    levels = librosa.power_to_db(power, ref=np.max, top_db=80).T
    return picked(levels, [0, 1, 20, 40])


def crackle():
    """Logarithm and z-norm: some of the 257 frames of 131,960 samples at 16 kHz."""
    power = librosa.feature.melspectrogram(
        y=signal(131_960), sr=16_000, n_fft=512, hop_length=512, n_mels=45, center=False)
    levels = np.log(power.astype(np.float64) + 1e-10).T
    return picked((levels - levels.mean()) / levels.std(), [0, 1, 128, 256])


def picked(levels, frames):
    return {
        "shape": list(levels.shape), "frames": frames,
        "values": [rounded(levels[frame]) for frame in frames],
    }


def filters(**arguments):
    """All weights of 10 filters over 129 bands."""
    return rounded(librosa.filters.mel(
        sr=16_000, n_fft=256, n_mels=10, dtype=np.float64, **arguments))


golden = {
    "cough": cough(),
    "crackle": crackle(),
    "magnitude": rounded(np.abs(librosa.stft(
        signal(1_000), n_fft=60, hop_length=50, window="hamming")).T),
    "filters": {
        "slaney": filters(),
        "slaneyHeight": filters(norm=None, fmin=50, fmax=7_000),
        "htk": filters(htk=True, fmin=300, fmax=8_000),
        "htkHeight": filters(htk=True, norm=None),
    },
    "viridis": [rounded(matplotlib.colormaps["viridis"](n)[:3], 4) for n in range(0, 256, 17)],
}
path = pathlib.Path(__file__).parents[2] / "Tests/FeaturesTests/Golden/features.json"
path.write_text(json.dumps(golden, indent=0).replace(",\n", ",") + "\n")
