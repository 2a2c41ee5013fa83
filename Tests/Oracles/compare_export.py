"""Exports compiled models to TFLite, and compares TFLite Micro with what they import as again.

usage: compare_export.py <stapes> <folder of .stapes files>
"""
import collections, pathlib, subprocess, sys, tempfile

import compare_tflite


def main():
    stapes, folder = sys.argv[1:]
    failures, refusals, compared = 0, 0, [0, 0]
    exported, inexpressible = 0, collections.Counter()
    for seed, path in enumerate(sorted(pathlib.Path(folder).glob("*.stapes"))):
        with tempfile.TemporaryDirectory() as name:
            output = pathlib.Path(name) / "exported.tflite"
            result = subprocess.run([stapes, "export", path, "--tflite", output, "--rows", "200"],
                                    capture_output=True, text=True)
            if result.returncode != 0:
                inexpressible[result.stderr.strip().split(": ", 3)[-1]] += 1
                continue
            exported += 1
            try:
                counts = compare_tflite.compare(
                    stapes, output.read_bytes(), pathlib.Path(name), seed)
                compared = [a + b for a, b in zip(compared, counts)]
            except compare_tflite.Refusal as refusal:
                refusals += 1
                print(f"refused by TFLite Micro: {path.stem}: {refusal}")
            except compare_tflite.Difference as difference:
                failures += 1
                print(f"different: {path.stem}: {difference}")
    for reason, count in inexpressible.most_common():
        print(f"not expressible, {count}: {reason}")
    print(f"{exported} models exported, {compared[0]} tensors, {compared[1]} values, "
          f"{refusals} refused, {failures} failures")
    sys.exit(1 if failures or refusals else 0)


main()
