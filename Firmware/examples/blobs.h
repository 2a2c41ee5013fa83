/* The model and its input in flash, where blobs.S puts them; both start at a multiple of 16. */
#ifndef BLOBS_H
#define BLOBS_H

#include <stdint.h>

extern const uint8_t example_model[], example_model_end[], example_input[], example_input_end[];

#endif
