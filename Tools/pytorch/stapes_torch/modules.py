"""Modules of PyTorch as layers, and their states as a network's."""

import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize
from torch.nn.utils.weight_norm import WeightNorm

LEARNING = ("convolution1d", "convolution2d", "batch_norm", "fully_connected")


class Unsupported(ValueError):
    """Why a node cannot become a layer."""


def require(condition, problem):
    if not condition:
        raise Unsupported(problem)


def layer_of_module(part):
    """The layer that computes what a module does, without its name and `from`."""
    kind = type(part)
    if parametrize.is_parametrized(part):
        require(_weight_norm_axis(part) is not None, "a parametrisation other than weight_norm")
        kind = kind.__bases__[0]
    if kind in (nn.Conv1d, nn.Conv2d):
        return _convolution(kind, part)
    if kind in (nn.BatchNorm1d, nn.BatchNorm2d):
        require(part.affine and part.track_running_stats, "a batch norm without parameters")
        return {"op": "batch_norm", "epsilon": part.eps}
    if kind is nn.Linear:
        return {
            "op": "fully_connected", "outputs": part.out_features, "bias": part.bias is not None}
    if kind in (nn.MaxPool1d, nn.MaxPool2d):
        require(part.dilation in (1, (1,), (1, 1)), "a dilated pool")
        return _pool("max_pool", kind is nn.MaxPool2d, part)
    if kind in (nn.AvgPool1d, nn.AvgPool2d):
        require(
            not part.count_include_pad or _size(part.padding) == 0,
            "an average that counts padding; give count_include_pad=False")
        require(getattr(part, "divisor_override", None) is None, "an average with another divisor")
        return _pool("average_pool", kind is nn.AvgPool2d, part)
    if kind in (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d):
        require(part.output_size in (1, (1,), (1, 1), [1, 1]), "an adaptive pool to more than one position")
        return {"op": "global_average_pool"}
    if kind is nn.GELU:
        require(part.approximate == "none", "an approximate GELU")
    if kind in _PLAIN:
        return {"op": _PLAIN[kind]}
    if kind is nn.LeakyReLU:
        return {"op": "leaky_relu", "slope": part.negative_slope}
    if kind in (nn.Dropout, nn.Dropout1d, nn.Dropout2d):
        return {"op": "dropout", "rate": part.p}
    if kind is nn.Flatten:
        require(part.start_dim == 1 and part.end_dim == -1, "flattens other than all of a sample")
        return {"op": "flatten"}
    if kind is nn.Softmax:
        require(part.dim in (1, -1), "a softmax over other than the scores")
        return {"op": "softmax"}
    raise Unsupported(f"there is no layer for {kind.__name__}")


_PLAIN = {
    nn.ReLU: "relu", nn.ReLU6: "relu6", nn.Sigmoid: "sigmoid", nn.Tanh: "tanh", nn.SiLU: "silu",
    nn.Hardswish: "hard_swish", nn.GELU: "gelu",
}


def _convolution(kind, part):
    require(part.padding_mode == "zeros", f"padding with {part.padding_mode}")
    # What a dilated kernel leaves out are zeros of a larger one.
    kernel = tuple(_spread(size, step) for size, step in zip(part.kernel_size, part.dilation))
    padding = part.padding
    if isinstance(padding, str):
        is_same = padding == "same"
        require(
            not is_same or (set(part.stride) == {1} and all(size % 2 for size in kernel)),
            f"padding {padding!r} of an even window; give a number")
        padding = tuple(size // 2 if is_same else 0 for size in kernel)
    return {
        "op": "convolution1d" if kind is nn.Conv1d else "convolution2d",
        "channels": part.out_channels, "kernel": _size(kernel),
        "stride": _size(part.stride), "padding": _size(padding), "groups": part.groups,
        "bias": part.bias is not None}


def _pool(op, is_picture, part):
    require(not part.ceil_mode, "a pool that rounds up")
    return {
        "op": op + ("2d" if is_picture else "1d"), "kernel": _size(part.kernel_size),
        "stride": _size(part.stride), "padding": _size(part.padding)}


def _size(size):
    """One number where height and width are the same."""
    if isinstance(size, int):
        return size
    return size[0] if len(set(size)) == 1 else list(size)


def _spread(size, step):
    return (size - 1) * step + 1


def _weight_norm_axis(part):
    """The axis of a weight norm of either kind; None without one."""
    if parametrize.is_parametrized(part):
        entries = part.parametrizations
        norm = entries["weight"][0] if list(entries) == ["weight"] and len(entries["weight"]) == 1 else None
        return norm.dim if isinstance(norm, parametrizations._WeightNorm) else None
    hooks = [hook for hook in part._forward_pre_hooks.values() if isinstance(hook, WeightNorm)]
    return hooks[0].dim if hooks else None


class ModuleState:
    """Makes of the state of a module what its network takes. A hook of `load_state_dict`."""

    def __init__(self, module):
        self._module = module
        self._keys = set(module.state_dict())
        # By layer: the path of the module's part, the steps of its kernel, and the axis of its weight norm.
        self._sources = {}

    def has(self, path):
        return any(source[0] == path for source in self._sources.values())

    def add(self, layer, path):
        part = self._module.get_submodule(path)
        self._sources[layer] = (path, getattr(part, "dilation", ()), _weight_norm_axis(part))

    def __getstate__(self):
        return {**self.__dict__, "_module": None}

    def __call__(self, network, state, prefix, *_):
        own = network.state_dict()
        if {key.removeprefix(prefix) for key in state} == set(own) and all(
            state[prefix + key].shape == own[key].shape for key in own):
            return
        taken = {}
        for layer, source in self._sources.items():
            for key in ("weight", "bias", "running_mean", "running_var"):
                value = _value(state, prefix, key, *source)
                if value is not None:
                    taken[f"{prefix}{layer}.{key}"] = value
        for key in self._keys:
            state.pop(prefix + key, None)
        state.update(taken)


def _value(state, prefix, key, path, steps, axis):
    """What a part's state holds of a parameter; None where it has none."""
    value = state.get(f"{prefix}{path}.{key}")
    if key != "weight":
        return value
    for length, direction in (
        ("weight_g", "weight_v"), ("parametrizations.weight.original0", "parametrizations.weight.original1")):
        if f"{prefix}{path}.{length}" in state:
            value = torch._weight_norm(
                state[f"{prefix}{path}.{direction}"], state[f"{prefix}{path}.{length}"], axis)
    if value is not None and any(step > 1 for step in steps):
        sizes = [_spread(size, step) for size, step in zip(value.shape[2:], steps)]
        spread = value.new_zeros((*value.shape[:2], *sizes))
        spread[(..., *(slice(None, None, step) for step in steps))] = value
        return spread
    return value
