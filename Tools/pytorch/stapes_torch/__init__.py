"""Train in PyTorch what Stapes compiles for microcontrollers.

    from stapes_torch import architecture, save_checkpoint

    network = architecture("aemnet-dw", width=0.5, classes=10, llf=2)   # a torch.nn.Module
    ...                                                                 # train it as any other
    save_checkpoint(network, "dw.safetensors")                          # stapes compile ...

`Network` computes an architecture in floats, `QuantisedNetwork` in the integers of the compiled file,
`convert` turns a plain module into a `Network`.
"""

from .architectures import ArchitectureError
from .audio import standardise
from .checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from .convert import ConversionError, convert
from .network import Network
from .quantised import QuantisedNetwork
from .scheme import QuantisationError
from .tool import architecture

__all__ = [
    "ArchitectureError", "CheckpointError", "ConversionError", "Network", "QuantisationError",
    "QuantisedNetwork", "architecture", "convert", "load_checkpoint", "save_checkpoint", "standardise",
]
