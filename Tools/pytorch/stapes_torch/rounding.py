"""How the compiler rounds, in double precision: numbers that are equal to its own, not near."""

import torch

BIAS_LIMIT = 32767
"""The largest bias that the short form of a channel's parameters holds."""

_SHORT_BITS = 12
_WIDE_BITS = 15
_LONGEST_SHIFT = 16
_BELOW_HALF = 0.49999999999999994


def half_away(x):
    """To whole numbers, halves away from zero."""
    return torch.trunc(x + torch.copysign(torch.full_like(x, _BELOW_HALF), x))


def half_up(x):
    """To whole numbers, halves upwards."""
    return torch.floor(x + 0.5)


def nearest_factor(value, bits=_WIDE_BITS):
    """The nearest factors with a mantissa of some bits, in doubles; 0 below 2⁻³²."""
    mantissa, exponent = torch.frexp(value)
    scale = float(1 << bits)
    factor = torch.ldexp(half_away(mantissa * scale) / scale, exponent)
    return torch.where(torch.frexp(factor)[1] < -31, torch.zeros_like(factor), factor)


class ChannelGrid:
    """Weights, biases and factors of a convolution's channels, as the file holds them.

    - `weights`: [channels, values of a channel], `biases`: [channels], real numbers in doubles.
    - `source`, `output`: the scales of the tensors; `zero_point` of the source.
    - `largest`: the weights' last level.

    Attributes: `levels`, as many as `weights`; `steps`, the real value of a level in each channel;
    `factors`, from the accumulator's steps to the output's; `integers`, the biases in the
    accumulator's steps.
    """

    def __init__(self, weights, biases, source, zero_point, output, largest):
        self._weights, self._biases = weights, biases
        self._source, self._zero_point, self._output = source, zero_point, output
        self._largest = largest
        self._keeps_survivors = bool((weights == 0).any())
        self.factors = None
        ratios = self._ratios()
        if not any(self._fits(ratios, shift) for shift in range(-12, _LONGEST_SHIFT + 1)):
            self._take(nearest_factor(ratios))
            self.integers = half_away(self._biases / (source * self.steps))

    def _ratios(self):
        """Of the accumulator's steps to the output's, where a channel's largest weight is at the end
        of the grid; coarser where the bias would not fit 30 bits, or the factor fall below 2⁻²⁴."""
        scale = torch.maximum(
            self._weights.abs().amax(1) / self._largest,
            self._biases.abs() / (self._source * 536_870_912))
        scale = scale.clamp(min=self._output / (self._source * 16_777_216))
        return self._source * scale / self._output

    def _fits(self, ratios, bias_shift):
        """Takes what the short form holds with this shift of the biases; whether all of them fit.

        The bias is stored with the zero point folded in, in steps that all channels share relative
        to their outputs.
        """
        highest = nearest_factor(ratios, _SHORT_BITS).max()
        exponent = int(torch.frexp(highest)[1])
        exponents = min(31, _LONGEST_SHIFT - bias_shift, exponent + 31)
        self._take(nearest_factor(ratios.clamp(min=2.0 ** (exponent - exponents - 1)), _SHORT_BITS))
        shifts = (bias_shift + exponent - torch.frexp(self.factors)[1]).clamp(min=0)
        bias_steps = torch.ldexp(torch.ones_like(self.factors), shifts)
        folded = self._zero_point * self.levels.sum(1)
        stored = half_away(
            (self._biases / (self._source * self.steps) - folded) / bias_steps)
        self.integers = stored * bias_steps + folded
        return bool((stored.abs() <= BIAS_LIMIT).all())

    def _take(self, factors):
        """Puts the weights on the grid that the factors imply; those that pruning has left stay apart
        from 0."""
        if self.factors is not None and torch.equal(factors, self.factors):
            return
        self.factors = factors
        self.steps = factors * self._output / self._source
        levels = half_away(self._weights / self.steps[:, None])
        if self._keeps_survivors:
            lost = (levels == 0) & (self._weights != 0)
            levels = torch.where(lost, self._weights.sign(), levels)
        self.levels = levels.clamp(-self._largest, self._largest)
