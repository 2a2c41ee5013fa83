"""Prints what TFLite models take under TFLite Micro and as .stapes files, as rows of a table.

usage: sizes_tflite.py <stapes> <model.tflite> …

TFLite Micro's arena is the one that its interpreter asks for on this machine, whose pointers may be
longer than a microcontroller's.
"""
import json, pathlib, re, subprocess, sys, tempfile


def arena_of_micro(path):
    """Runs in a process of its own: the interpreter prints its arena where Python cannot read it."""
    code = "import sys\nfrom tflite_micro.python.tflite_micro import runtime\n" \
        "runtime.Interpreter.from_file(sys.argv[1], arena_size=1 << 22).print_allocations()"
    result = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    return int(re.search(r"Arena allocation total (\d+) bytes", result.stdout + result.stderr)[1])


def sizes(stapes, path):
    with tempfile.TemporaryDirectory() as folder:
        model = str(pathlib.Path(folder) / "model.stapes")
        subprocess.run([stapes, "import", path, "-o", model], check=True, capture_output=True)
        size = json.loads(subprocess.run([stapes, "size", model, "--json"], check=True,
                                         capture_output=True, text=True).stdout)
    return size["fileBytes"], size["arenaBytes"]


print("| network | `.tflite` | TFLite Micro's arena | `.stapes` | arena |")
print("|---|---|---|---|---|")
for path in sys.argv[2:]:
    values = pathlib.Path(path).stat().st_size, arena_of_micro(path), *sizes(sys.argv[1], path)
    print(f"| {pathlib.Path(path).stem} |" + "".join(f" {value:,} |" for value in values))
