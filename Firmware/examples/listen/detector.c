#include "detector.h"

void detector_start(detector *detector) {
  for (size_t index = 0; index < DETECTION_SCORES; index++) detector->labels[index] = NO_LABEL;
  detector->oldest = 0;
  detector->detected = NO_LABEL;
}

static size_t hits(const detector *detector, size_t label) {
  size_t count = 0;
  for (size_t index = 0; index < DETECTION_SCORES; index++) {
    count += detector->labels[index] == label;
  }
  return count;
}

size_t detector_take(detector *detector, size_t label, int8_t score) {
  if (score < SCORE_THRESHOLD) label = NO_LABEL;
  detector->labels[detector->oldest] = label;
  detector->oldest = detector->oldest + 1 == DETECTION_SCORES ? 0 : detector->oldest + 1;
  if (hits(detector, detector->detected) < DETECTION_HITS) detector->detected = NO_LABEL;
  if (label == NO_LABEL || label == detector->detected || hits(detector, label) < DETECTION_HITS) {
    return NO_LABEL;
  }
  detector->detected = label;
  return label;
}
