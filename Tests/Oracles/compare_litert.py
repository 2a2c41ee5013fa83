"""Holds the profile `single` against LiteRT, layer by layer.

Each layer of a model becomes a model of its own. LiteRT runs it, on what it made of the layers in
front, and so does Stapes; elements that differ are counted and listed.

usage: compare_litert.py <stapes> <model.tflite> <inputs.i8> [<model> <inputs> ...]
"""
import copy, os, pathlib, subprocess, sys, tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as tfl
from ai_edge_litert.interpreter import Interpreter

import arrays

SHARE = 0.99999


def layer_model(model, number):
    """The model of one op, and the tensors that it reads and gives."""
    layer = copy.copy(model)
    graph = copy.copy(model.subgraphs[0])
    operator = graph.operators[number]
    graph.operators = [operator]
    graph.inputs = [t for t in operator.inputs
                    if t >= 0 and model.buffers[graph.tensors[t].buffer].data is None]
    graph.outputs = list(operator.outputs)
    layer.subgraphs, layer.signatureDefs, layer.metadata = [graph], None, None
    builder = flatbuffers.Builder(1024)
    builder.Finish(layer.Pack(builder), b"TFL3")
    return bytes(builder.Output()), graph.inputs, graph.outputs[0]


def run_litert(model, inputs):
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    details = interpreter.get_input_details()
    output = interpreter.get_output_details()[0]["index"]
    results = []
    for clip in range(len(inputs[0])):
        for detail, values in zip(details, inputs):
            interpreter.set_tensor(detail["index"], values[clip].reshape(detail["shape"]))
        interpreter.invoke()
        results.append(interpreter.get_tensor(output).copy())
    return np.concatenate(results)


def run_stapes(stapes, model, inputs):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "layer.tflite").write_bytes(model)
        paths = []
        for number, values in enumerate(inputs):
            paths.append(folder / f"input{number}.npy")
            np.save(paths[-1], values)
        for arguments in (["import", folder / "layer.tflite", "--profile", "single", "--unsimplified",
                           "-o", folder / "layer.stapes"],
                          ["run", folder / "layer.stapes", *paths, "--tensors", folder / "tensors"]):
            subprocess.run([stapes, *map(str, arguments)], check=True, capture_output=True)
        return arrays.scores(folder / "tensors")


def main():
    stapes = sys.argv[1]
    total, wrong, farthest = 0, 0, 0
    for path, recorded in zip(sys.argv[2::2], sys.argv[3::2]):
        name = pathlib.Path(path).name
        model = tfl.ModelT.InitFromObj(tfl.Model.GetRootAsModel(pathlib.Path(path).read_bytes(), 0))
        graph = model.subgraphs[0]
        shape = graph.tensors[graph.inputs[0]].shape
        values = {graph.inputs[0]: np.fromfile(recorded, np.int8).reshape(-1, *shape[1:])}
        for number, operator in enumerate(graph.operators):
            layer, inputs, output = layer_model(model, number)
            fed = [values[tensor] for tensor in inputs]
            values[output] = run_litert(layer, fed)
            code = model.operatorCodes[operator.opcodeIndex]
            if max(code.builtinCode, code.deprecatedBuiltinCode) == tfl.BuiltinOperator.RESHAPE:
                continue
            mine = run_stapes(stapes, layer, fed).ravel()
            theirs = values[output].ravel()
            differing = np.flatnonzero(mine != theirs)
            total += theirs.size
            wrong += differing.size
            for place in differing:
                distance = abs(int(mine[place]) - int(theirs[place]))
                farthest = max(farthest, distance)
                print(f"{name}, op {number}, element {place}: {mine[place]}, LiteRT {theirs[place]}")
    share = 1 - wrong / total
    print(f"{total} elements, {wrong} differ, by {farthest} at most: {100 * share:.5f} % equal")
    sys.exit(0 if share >= SHARE and farthest <= 1 else 1)


main()
