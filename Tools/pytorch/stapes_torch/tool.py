"""The tool `stapes`, which knows the named architectures."""

import os
import shutil
import subprocess
from pathlib import Path

from . import architectures
from .architectures import ArchitectureError
from .network import Network


def architecture(source, *, width=None, classes=None, llf=None, embedding=None):
    """A `Network` with fresh parameters, of a name such as "aemnet-dw" or of a JSON file.

    - `width`, `classes`, `llf`, `embedding`: the options of `stapes describe`, for a name that has them.

    A name takes the tool: $STAPES, else `stapes` on PATH, else the build of the repository around the
    current folder or this package.

        network = architecture("aemnet-dw", width=0.5, classes=10, llf=2)
        network = architecture("Models/architectures/crackle-multi-input.json")
    """
    options = {"width": width, "classes": classes, "llf": llf, "embedding": embedding}
    flags = [f"--{key}={value}" for key, value in options.items() if value is not None]
    path = os.fspath(source)
    if not path.endswith(".json"):
        return Network(architectures.read(_described([path, *flags])))
    if flags:
        raise ArchitectureError(f"{flags[0].split('=')[0]} goes with a name, not with a file")
    try:
        return Network(architectures.read(Path(path).read_text(encoding="utf-8")))
    except (UnicodeDecodeError, ArchitectureError) as error:
        raise ArchitectureError(f"{path}: {error}") from None


def _described(arguments):
    done = subprocess.run(
        [_tool(), "describe", "--json", *arguments], capture_output=True, encoding="utf-8")
    if done.returncode:
        raise ArchitectureError(done.stderr.strip().removeprefix("stapes: "))
    return done.stdout


def _tool():
    given = os.environ.get("STAPES")
    if given:
        if not shutil.which(given):
            raise ArchitectureError(f"$STAPES is {given}, which is no program")
        return given
    here, package = Path.cwd(), Path(__file__).resolve()
    built = [folder / ".build/release/stapes" for folder in (here, *here.parents, *package.parents)]
    for place in ("stapes", *built):
        found = shutil.which(place)
        if found:
            return found
    raise ArchitectureError(
        "stapes is not found; build it with `swift build -c release --product stapes` and set STAPES "
        "to its path")
