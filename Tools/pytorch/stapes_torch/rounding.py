"""How the compiler rounds, in double precision: numbers that are equal to its own, not near."""

import torch

_BIAS_LIMIT = 32767
_LONGEST_SHIFT = 16
_BELOW_HALF = 0.49999999999999994


def half_away(x):
    """To whole numbers, halves away from zero."""
    return torch.trunc(x + torch.copysign(torch.full_like(x, _BELOW_HALF), x))


def half_up(x):
    """To whole numbers, halves upwards."""
    return torch.floor(x + 0.5)


def _nearest_factors(values, bits):
    """The nearest numbers with a mantissa of some bits."""
    mantissas, exponents = torch.frexp(values)
    scale = float(1 << bits)
    return torch.ldexp(half_away(mantissas * scale) / scale, exponents)


class ChannelGrid:
    """Weights, biases and factors of a convolution's channels, as the file holds them.

    - `weights`: [channels, values of a channel], `biases`: [channels], real numbers in doubles.
    - `source`, `output`: the tensors; `largest`: the weights' last level.
    - `bias_shift`: of the channels' short form, as the checkpoint records it; None for the wide form.
      Where training has made a bias too large for it, the next one that holds all biases is taken.

    Attributes: `levels`, as many as `weights`; `steps`, the real value of a level in each channel;
    `factors`, from the accumulator's steps to the output's; `integers`, the biases in the
    accumulator's steps.
    """

    def __init__(self, weights, biases, source, output, largest, bias_shift):
        self._weights, self._biases = weights, biases
        self._source, self._output, self._largest = source, output, largest
        ratios = self._ratios()
        if bias_shift is not None:
            for shift in range(bias_shift, _LONGEST_SHIFT + 1):
                if self._fits(ratios, shift):
                    return
        self._take(_nearest_factors(ratios, 15))
        self.integers = half_away(biases / (source.scale * self.steps))

    def _ratios(self):
        """Of the accumulator's steps to the output's, where a channel's largest weight is at the end
        of the grid; coarser where the bias would not fit 30 bits, or the factor fall below 2⁻²⁴."""
        source, output = self._source.scale, self._output.scale
        scale = torch.maximum(
            self._weights.abs().amax(1) / self._largest, self._biases.abs() / (source * 536_870_912))
        return source * scale.clamp(min=output / (source * 16_777_216)) / output

    def _fits(self, ratios, bias_shift):
        """Takes what the short form holds with this shift of the biases; whether all of them fit.

        The bias is stored with the zero point folded in, in steps that all channels share relative
        to their outputs.
        """
        exponent = int(torch.frexp(_nearest_factors(ratios, 12).max())[1])
        exponents = min(31, _LONGEST_SHIFT - bias_shift, exponent + 31)
        self._take(_nearest_factors(ratios.clamp(min=2.0 ** (exponent - exponents - 1)), 12))
        shifts = (bias_shift + exponent - torch.frexp(self.factors)[1]).clamp(min=0)
        bias_steps = torch.ldexp(torch.ones_like(self.factors), shifts)
        folded = self._source.zero * self.levels.sum(1)
        stored = half_away(
            (self._biases / (self._source.scale * self.steps) - folded) / bias_steps)
        self.integers = stored * bias_steps + folded
        return bool((stored.abs() <= _BIAS_LIMIT).all())

    def _take(self, factors):
        """Puts the weights on the grid that the factors imply; those that pruning has left stay apart
        from 0."""
        self.factors = factors
        self.steps = factors * self._output.scale / self._source.scale
        levels = half_away(self._weights / self.steps[:, None])
        if (self._weights == 0).any():
            lost = (levels == 0) & (self._weights != 0)
            levels = torch.where(lost, self._weights.sign(), levels)
        self.levels = levels.clamp(-self._largest, self._largest)
