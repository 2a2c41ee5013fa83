#!/usr/bin/env python3
"""Writes Tests/ReportsTests/Golden/metrics.json: the figures of scikit-learn for made-up clips.

Tools/golden/all installs what it needs and runs it. Scores are rounded so that ties occur.
"""

import json
import pathlib
import random

import sklearn
from scipy.stats import binomtest
from sklearn import metrics


def make_case(seed, classes, clips, digits):
    source = random.Random(seed)
    truth = [source.randrange(classes) for _ in range(clips)]
    scores = []
    for label in truth:
        row = [source.random() + (0.4 if index == label else 0) for index in range(classes)]
        total = sum(row)
        row = [round(value / total, digits) for value in row]
        row[-1] = round(1 - sum(row[:-1]), digits)
        scores.append(row)
    return truth, scores


def figures(truth, scores):
    classes = len(scores[0])
    predicted = [row.index(max(row)) for row in scores]
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(classes), zero_division=0)
    result = {
        "truth": truth,
        "scores": scores,
        "accuracy": metrics.accuracy_score(truth, predicted),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=range(classes)).tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "matthewsCorrelation": metrics.matthews_corrcoef(truth, predicted),
        "logLoss": metrics.log_loss(truth, scores, labels=range(classes)),
        "rocAreas": [],
        "averagePrecisions": [],
        "rocPoints": [],
        "precisionRecallPoints": [],
    }
    for average in ["macro", "weighted"]:
        result[average] = list(metrics.precision_recall_fscore_support(
            truth, predicted, average=average, zero_division=0))[:3]
    for label in range(classes):
        is_label = [int(value == label) for value in truth]
        column = [row[label] for row in scores]
        result["rocAreas"].append(metrics.roc_auc_score(is_label, column))
        result["averagePrecisions"].append(metrics.average_precision_score(is_label, column))
        false_rate, true_rate, _ = metrics.roc_curve(is_label, column)
        result["rocPoints"].append([list(point) for point in zip(false_rate, true_rate)])
        precision, recall, _ = metrics.precision_recall_curve(is_label, column)
        points = [list(point) for point in zip(recall, precision)]
        result["precisionRecallPoints"].append(points[::-1])
    return result


def multi_label_figures(seed, classes, clips, digits):
    source = random.Random(seed)
    truth = [[label for label in range(classes) if source.random() < 0.2] for _ in range(clips)]
    scores = [
        [round(source.random() + (0.3 if label in labels else 0), digits)
         for label in range(classes)]
        for labels in truth
    ]
    matrix = [[int(label in labels) for label in range(classes)] for labels in truth]
    return {
        "truth": truth,
        "scores": scores,
        "meanAveragePrecision": metrics.average_precision_score(matrix, scores, average="macro"),
        "meanROCArea": metrics.roc_auc_score(matrix, scores, average="macro"),
    }


def plain(value):
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.item() if hasattr(value, "item") else value


golden = {
    "version": sklearn.__version__,
    "cases": [
        figures(*make_case(1, 4, 60, 1)),
        figures(*make_case(2, 2, 40, 1)),
        figures(*make_case(3, 3, 30, 3)),
    ],
    "multiLabel": [multi_label_figures(4, 5, 50, 1), multi_label_figures(5, 3, 40, 3)],
    "mcNemar": [
        {"first": first, "second": second,
         "probability": binomtest(first, first + second).pvalue}
        for first, second in [(3, 9), (9, 3), (0, 1), (5, 5), (12, 40), (300, 380), (900, 1500)]
    ],
}
path = pathlib.Path(__file__).parents[2] / "Tests/ReportsTests/Golden/metrics.json"
path.write_text(json.dumps(plain(golden), separators=(",", ":")) + "\n")
