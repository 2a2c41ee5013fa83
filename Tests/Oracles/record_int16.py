"""Records what TFLite Micro makes of random models of int16 activations, as few as have every op.

usage: record_int16.py <folder>
"""
import pathlib, sys

import numpy as np
from ai_edge_litert import schema_py_generated as tfl
from tflite_micro.python.tflite_micro import runtime

import random_int16_models

MOST_BYTES, INPUTS, SEEDS = 6000, 4, 300


def int16_ops(model):
    """Ops that take or give int16, with the types of what they take and give."""
    parsed = tfl.ModelT.InitFromObj(tfl.Model.GetRootAsModel(model, 0))
    graph = parsed.subgraphs[0]
    found = {(parsed.operatorCodes[op.opcodeIndex].builtinCode,
              *[graph.tensors[t].type for t in [*op.inputs, *op.outputs] if t >= 0])
             for op in graph.operators}
    return {op for op in found if tfl.TensorType.INT16 in op}


def chosen():
    """Models of which each adds the most ops."""
    models = [random_int16_models.random_model(seed)[0] for seed in range(SEEDS)]
    ops = {model: int16_ops(model) for model in models if len(model) <= MOST_BYTES}
    seen = set()
    while True:
        model = max(ops, key=lambda model: (len(ops[model] - seen), -len(model)))
        if ops[model] <= seen:
            return
        seen |= ops[model]
        yield model


def values(seed, tensor):
    kind = np.int16 if tensor.type == tfl.TensorType.INT16 else np.int8
    limits = np.iinfo(kind)
    random = np.random.default_rng(seed)
    return random.integers(limits.min, limits.max + 1, [INPUTS, *tensor.shape[1:]]).astype(kind)


def main():
    folder = pathlib.Path(sys.argv[1])
    for number, model in enumerate(chosen()):
        graph = tfl.ModelT.InitFromObj(tfl.Model.GetRootAsModel(model, 0)).subgraphs[0]
        inputs = values(number, graph.tensors[graph.inputs[0]])
        interpreter = runtime.Interpreter.from_bytes(model, arena_size=1 << 22)
        outputs = []
        for clip in range(INPUTS):
            interpreter.set_input(inputs[clip:clip + 1], 0)
            interpreter.invoke()
            outputs.append(np.asarray(interpreter.get_output(0)).ravel().copy())
        path = folder / f"int16_{number}"
        path.with_suffix(".tflite").write_bytes(model)
        path.with_suffix(".input").write_bytes(inputs.tobytes())
        path.with_suffix(".output").write_bytes(np.concatenate(outputs).tobytes())


main()
