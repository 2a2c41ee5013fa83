"""Exports compiled models to TFLite, and compares TFLite Micro with what they import as again.

usage: compare_export.py <stapes> <folder of .stapes files>
"""
import collections, functools, pathlib, subprocess, sys, tempfile

import compare_tflite


def outcome(stapes, seed, path):
    """As `compare_tflite.outcome`, or the words with which `export` refuses."""
    with tempfile.TemporaryDirectory() as name:
        output = pathlib.Path(name) / "exported.tflite"
        result = subprocess.run([stapes, "export", path, "--tflite", output, "--rows", "200"],
                                capture_output=True, text=True)
        if result.returncode != 0:
            return result.stderr.strip().split(": ", 3)[-1]
        return compare_tflite.outcome(stapes, seed, output.read_bytes())


def main():
    stapes, folder = sys.argv[1:]
    failures, refusals, compared = 0, 0, [0, 0]
    exported, inexpressible = 0, collections.Counter()
    paths = sorted(pathlib.Path(folder).glob("*.stapes"))
    outcomes = compare_tflite.in_parallel(
        functools.partial(outcome, stapes), range(len(paths)), paths)
    for path, counts in zip(paths, outcomes):
        if isinstance(counts, str):
            inexpressible[counts] += 1
            continue
        exported += 1
        if isinstance(counts, compare_tflite.Refusal):
            refusals += 1
            print(f"refused by TFLite Micro: {path.stem}: {counts}")
        elif isinstance(counts, compare_tflite.Difference):
            failures += 1
            print(f"different: {path.stem}: {counts}")
        else:
            compared = [a + b for a, b in zip(compared, counts)]
    for reason, count in inexpressible.most_common():
        print(f"not expressible, {count}: {reason}")
    print(f"{exported} models exported, {compared[0]} tensors, {compared[1]} values, "
          f"{refusals} refused, {failures} failures")
    sys.exit(1 if failures or refusals else 0)


if __name__ == "__main__":
    main()
