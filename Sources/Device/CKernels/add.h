/* Sums of two values that are brought to a common scale first. */
#ifndef STAPES_ADD_H
#define STAPES_ADD_H

#include "CKernels.h"

/* An element of a row, whatever the factors. */
int8_t stapes_added(const struct stapes_add *add, int8_t a, int8_t b);

/* A row of them, one by one. */
void stapes_add_any(const struct stapes_add *add);

/*
 * The usual factors. The larger scale's is 1/2: the operand b of a sum S + b * b_factor + b_start.
 * S = x * q31 / 2^31, rounded half up, where x = (a - its zero point) * 2^exponent. With two
 * roundings `right` bits of that are dropped, half away from zero: at least one bit.
 */
struct usual_add {
  const int8_t *a, *b;
  int32_t a_zero_point, q31, b_factor, b_start;
  uint32_t exponent, right;
};

/* The exponents that there are. */
enum { least_exponent = 7, greatest_exponent = 21 };

/*
 * Whether a row has usual factors, and then what follows from them. The sum's is simple then, and
 * with two roundings at least 2^30.
 */
uint32_t stapes_find_usual(struct usual_add *usual, const struct stapes_add *add);

#endif
