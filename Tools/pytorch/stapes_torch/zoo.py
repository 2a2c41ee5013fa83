"""The networks that `stapes describe` knows, under the same names and with the same options."""

from .network import Network


def names():
    """What `named` takes."""
    return list(_BUILDERS)


def named(name, **options):
    """The network of a name such as "aemnet-dw", with the options of its function here."""
    if name not in _BUILDERS:
        raise ValueError(f"there is no network {name!r}; choose one of {', '.join(_BUILDERS)}")
    return _BUILDERS[name](**options)


def aemnet(width=1, classes=10, llf=1):
    """AemNet: nine 3×3 convolutions over learned bands; 16 kHz, any length.

    - `width` scales conv3 to conv10; `llf` is the front end, 1 or 2.
    """
    layers = _front_end(llf)
    _normalised_3x3(layers, "conv3", _scaled(32, width))
    _max_pool(layers, "pool3")
    for first, second, channels in [(4, 5, 64), (6, 7, 128), (8, 9, 256)]:
        _normalised_3x3(layers, f"conv{first}", _scaled(channels, width))
        _normalised_3x3(layers, f"conv{second}", _scaled(channels, width))
        _max_pool(layers, f"pool{second}")
    _normalised_3x3(layers, "conv10", _scaled(512, width))
    _normalised_3x3(layers, "conv11", 512)
    _max_pool(layers, "pool11")
    _add(layers, "dropout", "dropout", rate=0.2)
    _add(layers, "conv12", "convolution2d", channels=classes, kernel=1, bias=True)
    _add(layers, "global_pool", "global_average_pool")
    return _audio("aemnet", layers)


def aemnet_dw(width=1, classes=10, llf=1, embedding=512):
    """AemNet-DW: depthwise separable blocks and an embedding; 16 kHz, any length.

    - `width` scales conv3 to conv11; `llf` is the front end, 1 or 2; `embedding` the channels of
      conv12. The published model for DCASE 2021 has width 0.5 and front end 2.
    """
    layers = _front_end(llf)
    channels = 1
    for number, base in enumerate([32, 64, 64, 128, 128, 256, 256, 512, 512], 3):
        _separable(layers, f"conv{number}", channels, _scaled(base, width))
        channels = _scaled(base, width)
        if number % 2:
            _max_pool(layers, f"pool{number}")
    _add(layers, "conv12", "convolution2d", channels=embedding, kernel=1, bias=True)
    _add(layers, "global_pool", "global_average_pool")
    _add(layers, "dropout", "dropout", rate=0.2)
    _add(layers, "fc", "fully_connected", outputs=classes)
    return _audio("aemnet-dw", layers)


def aemresnet(width=1, classes=10, llf=1, embedding=512):
    """AemResNet: a ResNet-18 over learned bands; 16 kHz, any length.

    - `width` scales conv3 and the stages; `llf` is the front end, 1 or 2; `embedding` the outputs of
      fc1.
    """
    layers = _front_end(llf)
    _normalised_3x3(layers, "conv3", _scaled(64, width))
    _max_pool(layers, "pool3")
    for stage, base in enumerate([64, 128, 256, 512], 1):
        channels = _scaled(base, width)
        _basic_block(layers, f"stage{stage}_block1", channels, halving=stage > 1)
        _basic_block(layers, f"stage{stage}_block2", channels, halving=False)
    _add(layers, "global_pool", "global_average_pool")
    _add(layers, "fc1", "fully_connected", outputs=embedding)
    _add(layers, "dropout", "dropout", rate=0.2)
    _add(layers, "fc2", "fully_connected", outputs=classes)
    return _audio("aemresnet", layers)


def cough_cnn(classes=3):
    """The cough CNN: four 5×5 blocks over the log-mel picture [1, 41 frames, 128 bands] of 2 s."""
    layers = []
    for number, channels in enumerate([32, 64, 128, 256], 1):
        name = f"conv{number}"
        _add(layers, name, "convolution2d", channels=channels, kernel=5, padding=2, bias=True)
        _add(layers, f"{name}_norm", "batch_norm")
        _add(layers, f"{name}_leaky", "leaky_relu")
        _max_pool(layers, f"pool{number}")
    _add(layers, "flatten", "flatten")
    for number, (rate, outputs) in enumerate([(0.75, 1024), (0.5, 256)], 1):
        _add(layers, f"dropout{number}", "dropout", rate=rate)
        _add(layers, f"fc{number}", "fully_connected", outputs=outputs)
        _add(layers, f"fc{number}_leaky", "leaky_relu")
    _add(layers, "fc3", "fully_connected", outputs=classes)
    _add(layers, "fc3_leaky", "leaky_relu")
    return _network("cough-cnn", [_picture("log_mel", 1, 41, 128)], layers)


def chest_xray(classes=3):
    """The chest X-ray CNN: four blocks of two 3×3 convolutions over a picture [3, 224, 224]."""
    layers = []
    for block, channels in enumerate([32, 64, 128, 256], 1):
        if block > 1:
            _max_pool(layers, f"pool{block - 1}")
        for half in (1, 2):
            name = f"block{block}_conv{half}"
            _add(layers, name, "convolution2d", channels=channels, kernel=3, padding=1, bias=True)
            _add(layers, f"{name}_relu", "relu")
    _add(layers, "global_pool", "global_average_pool")
    _add(layers, "fc1", "fully_connected", outputs=10)
    _add(layers, "fc2", "fully_connected", outputs=classes)
    return _network("chest-xray", [_picture("picture", 3, 224, 224)], layers)


def crackle(classes=4, filters=(64, 64, 256, 256, 256, 512, 512), frames=None):
    """The crackle detector: blocks of batch norm, 3×3 convolution, ReLU over a log-mel picture of 45
    bands.

    - `frames`: of each branch by its name; one branch of 257 frames, `cycle`, by default. Several
      branches are concatenated behind their global pools, and end in a softmax.
    """
    frames = frames or {"cycle": 257}
    layers, pooled = [], []
    for branch in frames:
        prefix = f"{branch}_" if len(frames) > 1 else ""
        source = [branch]
        for number, channels in enumerate(filters, 1):
            block = f"{prefix}block{number}"
            _add(layers, f"{block}_norm", "batch_norm", **{"from": source} if source else {})
            source = None
            _add(
                layers, f"{block}_conv", "convolution2d", channels=channels, kernel=3, padding=1,
                bias=True)
            _add(layers, f"{block}_relu", "relu")
        _add(layers, f"{prefix}global_pool", "global_average_pool")
        pooled.append(layers[-1]["name"])
    if len(frames) > 1:
        _add(layers, "concat", "concat", **{"from": pooled})
    _add(layers, "fc", "fully_connected", outputs=classes)
    if len(frames) > 1:
        _add(layers, "softmax", "softmax")
    return _network(
        "crackle" if len(frames) == 1 else "crackle-multi-input",
        [_picture(branch, 1, count, 45) for branch, count in frames.items()], layers)


def lung_dw(classes=4):
    """A detector of lung sounds in the manner of AemNet-DW; 4 kHz, any length."""
    layers = []
    _normalised(layers, "conv1", "convolution1d", channels=32, kernel=65, stride=8, padding=32)
    _normalised(layers, "conv2", "convolution1d", channels=64, kernel=5, padding=2)
    _add(layers, "pool2", "max_pool1d", kernel=5, stride=5)
    _add(layers, "transpose", "transpose")
    channels = 1
    for number, outputs in enumerate([16, 32, 32, 64, 64, 128, 128], 3):
        _separable(layers, f"conv{number}", channels, outputs)
        channels = outputs
        if number % 2:
            _max_pool(layers, f"pool{number}")
    _add(layers, "global_pool", "global_average_pool")
    _add(layers, "dropout", "dropout", rate=0.2)
    _add(layers, "fc", "fully_connected", outputs=classes)
    return _audio("lung-dw", layers, rate=4000)


_BUILDERS = {
    "aemnet": aemnet, "aemnet-dw": aemnet_dw, "aemresnet": aemresnet, "cough-cnn": cough_cnn,
    "chest-xray": chest_xray, "crackle": crackle, "lung-dw": lung_dw,
}


def _network(name, inputs, layers):
    return Network({"name": name, "inputs": inputs, "layers": layers})


def _audio(name, layers, rate=16000):
    return _network(name, [{"name": "audio", "kind": "waveform", "rate": rate}], layers)


def _picture(name, channels, height, width):
    return {
        "name": name, "kind": "picture", "channels": channels, "height": height, "width": width}


def _scaled(channels, width):
    """Rounded, halves up, at least 1."""
    if not 0 < width <= 64:
        raise ValueError(f"the width must be above 0 and at most 64, not {width}")
    return max(1, int(channels * width + 0.5))


def _add(layers, name, op, **keys):
    layers.append({"name": name, "op": op, **keys})


def _normalised(layers, name, op, relu=True, **keys):
    _add(layers, name, op, **keys)
    _add(layers, f"{name}_norm", "batch_norm")
    if relu:
        _add(layers, f"{name}_relu", "relu")


def _normalised_3x3(layers, name, channels):
    _normalised(layers, name, "convolution2d", channels=channels, kernel=3, padding=1)


def _separable(layers, name, inputs, outputs):
    _normalised(
        layers, f"{name}_depthwise", "convolution2d", channels=inputs, kernel=3, padding=1,
        groups=inputs)
    _normalised(layers, f"{name}_pointwise", "convolution2d", channels=outputs, kernel=1)


def _max_pool(layers, name):
    _add(layers, name, "max_pool2d", kernel=2, stride=2)


def _front_end(llf):
    """16 kHz samples to a picture of 128 learned bands by 10 ms frames."""
    if llf not in (1, 2):
        raise ValueError(f"the front end is 1 or 2, not {llf}")
    kernel, stride = (33, 16) if llf == 1 else (9, 4)
    pool = 160 // (2 * stride)
    layers = []
    _normalised(
        layers, "conv1", "convolution1d", channels=64, kernel=kernel, stride=stride,
        padding=kernel // 2)
    _normalised(layers, "conv2", "convolution1d", channels=128, kernel=5, stride=2, padding=2)
    _add(layers, "pool2", "max_pool1d", kernel=pool, stride=pool)
    _add(layers, "transpose", "transpose")
    return layers


def _basic_block(layers, name, channels, halving):
    """Two 3×3 convolutions beside a shortcut; where the map is halved, a 1×1 convolution."""
    source, stride = layers[-1]["name"], 2 if halving else 1
    _normalised(
        layers, f"{name}_conv1", "convolution2d", channels=channels, kernel=3, stride=stride,
        padding=1)
    _normalised(
        layers, f"{name}_conv2", "convolution2d", relu=False, channels=channels, kernel=3, padding=1)
    main, shortcut = layers[-1]["name"], source
    if halving:
        _normalised(
            layers, f"{name}_shortcut", "convolution2d", relu=False, channels=channels, kernel=1,
            stride=stride, **{"from": [source]})
        shortcut = layers[-1]["name"]
    _add(layers, f"{name}_add", "add", **{"from": [main, shortcut]})
    _add(layers, f"{name}_relu", "relu")
