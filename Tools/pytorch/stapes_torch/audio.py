"""Standardisation of audio as a device does it, in integers."""

import math

import numpy

LONGEST_CLIP = 1 << 23
"""Samples of a clip that count towards its mean and deviation."""

_BLOCK = 256


def standardise(samples, standardisation="clip", minimum_deviation=0, initial_deviation=0):
    """What a device makes of int16 samples, as int16: steps of 1/1024 of a standard deviation.

    - `standardisation`: "clip" over all samples, "running" by an estimate from those before, "fixed"
      not at all.
    - `minimum_deviation`, `initial_deviation`: in sixteenths of a sample's step.

    `QuantisedNetwork.standardised` calls it with what a checkpoint says.
    """
    samples = numpy.asarray(samples)
    if samples.dtype != numpy.int16 or samples.ndim != 1:
        raise ValueError(f"standardise takes a row of int16, not {samples.dtype} {samples.shape}")
    if standardisation == "fixed":
        return samples
    if standardisation == "clip":
        counted = samples[:LONGEST_CLIP].astype(numpy.int64)
        mean = variance = 0
        if len(counted):
            mean = (32 * int(counted.sum()) + len(counted)) // (2 * len(counted))
            variance = 256 * int((counted * counted).sum()) // len(counted) - mean * mean
        return _scaled(samples, mean, _gain(variance, minimum_deviation))
    if standardisation == "running":
        return _running(samples, minimum_deviation, initial_deviation)
    raise ValueError(f"a standardisation is clip, running or fixed, not {standardisation!r}")


def _running(samples, minimum, initial):
    mean_q16, power = 0, initial * initial
    blocks = []
    for start in range(0, len(samples), _BLOCK):
        block = samples[start:start + _BLOCK].astype(numpy.int64)
        mean = (mean_q16 + 2048) // 4096
        blocks.append(_scaled(block, mean, _gain(power - mean * mean, minimum)))
        mean_q16 += (256 * int(block.sum()) - mean_q16) // 64
        power += (int((block * block).sum()) - power) // 64
    return numpy.concatenate(blocks) if blocks else samples


def _gain(variance, minimum):
    deviation = max(minimum, 1, math.isqrt(max(variance, 0)))
    return ((1 << 26) + deviation // 2) // deviation


def _scaled(samples, mean, gain):
    values = ((16 * samples.astype(numpy.int64) - mean) * gain + (1 << 15)) >> 16
    return numpy.clip(values, -32768, 32767).astype(numpy.int16)
