"""Imports TFLite models and compares every byte of every tensor with TFLite Micro's interpreter.

usage: compare_tflite.py <stapes> <count of random models> [model.tflite …]
"""
import concurrent.futures, functools, pathlib, subprocess, sys, tempfile

import numpy as np
from ai_edge_litert import schema_py_generated as tfl
from tflite_micro.python.tflite_micro import runtime

import arrays, random_models, random_int16_models, tie_models

INPUTS = 4
# Of each kind.
TIES = 10


class Difference(Exception):
    pass


class Refusal(Exception):
    """TFLite Micro does not take the model."""


def graph_of(model):
    return tfl.ModelT.InitFromObj(tfl.Model.GetRootAsModel(model, 0)).subgraphs[0]


def tool(*arguments):
    result = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise Difference(result.stderr.strip())


def compare(stapes, model, folder, seed):
    """Returns how many tensors and bytes were compared."""
    graph = graph_of(model)
    (folder / "model.tflite").write_bytes(model)
    source = graph.tensors[graph.inputs[0]]
    random = np.random.default_rng(seed)
    kind = np.int16 if source.type == tfl.TensorType.INT16 else np.int8
    limits = np.iinfo(kind)
    inputs = random.integers(limits.min, limits.max + 1, [INPUTS, *source.shape[1:]]).astype(kind)
    np.save(folder / "inputs.npy", inputs)
    # As it stands, and as a device would have it.
    tool(stapes, "import", folder / "model.tflite", "--unfused", "--unsimplified",
         "-o", folder / "whole.stapes")
    tool(stapes, "import", folder / "model.tflite", "-o", folder / "model.stapes")
    tensors = folder / "tensors"
    tool(stapes, "run", folder / "whole.stapes", folder / "inputs.npy", "--tensors", tensors)
    scores = folder / "scores"
    tool(stapes, "run", folder / "model.stapes", folder / "inputs.npy", "--tensors", scores)
    try:
        interpreter = runtime.Interpreter.from_bytes(
            model, arena_size=1 << 22,
            intrepreter_config=runtime.InterpreterConfig.kPreserveAllTensors)
    except RuntimeError as error:
        raise Refusal(str(error))
    layers = arrays.layers(tensors)
    simplified = arrays.scores(scores)
    compared = [0, 0]
    for clip in range(INPUTS):
        interpreter.set_input(inputs[clip:clip + 1].reshape(source.shape), 0)
        interpreter.invoke()
        for number, operator in enumerate(graph.operators):
            for path in layers:
                if path.stem.startswith("reshape") or arrays.place(path) != number:
                    continue
                theirs = np.asarray(interpreter.GetTensor(operator.outputs[0], 0)["tensor_data"])
                check(f"{path.stem}, input {clip}", np.load(path)[clip].ravel(), theirs.ravel())
                compared[0] += 1
                compared[1] += theirs.size
        check(f"scores of the simplified file, input {clip}", simplified[clip].ravel(),
              interpreter.get_output(0).ravel())
    return compared


def outcome(stapes, seed, model):
    """What a comparison gives: the counts, or the exception that ended it."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            return compare(stapes, model, pathlib.Path(folder), seed)
    except (Refusal, Difference) as finding:
        return finding


def in_parallel(function, *lists):
    """The results of calls with an entry of each list, in order, from all cores."""
    with concurrent.futures.ProcessPoolExecutor() as pool:
        yield from pool.map(function, *lists, chunksize=4)


def check(name, mine, theirs):
    if mine.size != theirs.size:
        raise Difference(f"{name}: {mine.size} values instead of {theirs.size}")
    wrong = np.flatnonzero(mine != theirs)
    if wrong.size:
        raise Difference(f"{name}: {wrong.size} of {mine.size} values differ, the first at "
                         f"{wrong[0]}: {mine[wrong[0]]} instead of {theirs[wrong[0]]}")


def main():
    stapes, count = sys.argv[1], int(sys.argv[2])
    failures, refusals, tensors, size = 0, 0, 0, 0
    kinds = {}
    names = {number: name for name, number in vars(tfl.BuiltinOperator).items()
             if isinstance(number, int)}
    models = [(pathlib.Path(path).name, pathlib.Path(path).read_bytes()) for path in sys.argv[3:]]
    models += [(f"random model {seed}", random_models.random_model(seed)[0]) for seed in range(count)]
    models += [(f"random int16 model {seed}", random_int16_models.random_model(seed)[0])
               for seed in range(count)]
    models += tie_models.models(min(count, TIES))
    for _, model in models:
        parsed = tfl.ModelT.InitFromObj(tfl.Model.GetRootAsModel(model, 0))
        for operator in parsed.subgraphs[0].operators:
            kind = names[parsed.operatorCodes[operator.opcodeIndex].builtinCode or
                         parsed.operatorCodes[operator.opcodeIndex].deprecatedBuiltinCode]
            kinds[kind] = kinds.get(kind, 0) + 1
    outcomes = in_parallel(functools.partial(outcome, stapes), range(len(models)),
                           [model for _, model in models])
    for (name, _), compared in zip(models, outcomes):
        if isinstance(compared, Refusal):
            refusals += 1
            print(f"refused by TFLite Micro: {name}: {compared}")
        elif isinstance(compared, Difference):
            failures += 1
            print(f"different: {name}: {compared}")
        else:
            tensors, size = tensors + compared[0], size + compared[1]
    print("ops " + ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))
    print(f"{len(models)} models, {tensors} tensors, {size} values, {refusals} refused, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
