/* From scores to detections: one score may be chance, several of a few are not. */
#ifndef DETECTOR_H
#define DETECTOR_H

#include "settings.h"

#include <stddef.h>
#include <stdint.h>

#define NO_LABEL SIZE_MAX

/* The labels of the last scores, and the label that was detected last and is still there. */
typedef struct {
  size_t labels[DETECTION_SCORES];
  size_t oldest, detected;
} detector;

void detector_start(detector *detector);

/* Takes the highest score and its label; gives the label if it is detected now, else NO_LABEL. */
size_t detector_take(detector *detector, size_t label, int8_t score);

#endif
