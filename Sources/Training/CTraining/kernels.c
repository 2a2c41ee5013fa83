#include "training_kernels.h"

#include <math.h>

#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif

WIDE void stapes_norm_forward(const float *restrict x, float *restrict y, int64_t positions,
                              int64_t channels, const float *restrict means,
                              const float *restrict factors, const float *restrict biases,
                              float lowest) {
  for (int64_t p = 0; p < positions; p++, x += channels, y += channels)
    for (int64_t c = 0; c < channels; c++) {
      float value = (x[c] - means[c]) * factors[c] + biases[c];
      y[c] = value > lowest ? value : lowest;
    }
}

WIDE void stapes_norm_sums(const float *restrict x, int64_t positions, int64_t channels,
                           float *restrict sums) {
  for (int64_t p = 0; p < positions; p++, x += channels)
    for (int64_t c = 0; c < channels; c++) sums[c] += x[c];
}

WIDE void stapes_norm_squares(const float *restrict x, int64_t positions, int64_t channels,
                              const float *restrict means, float *restrict sums) {
  for (int64_t p = 0; p < positions; p++, x += channels)
    for (int64_t c = 0; c < channels; c++) {
      float centred = x[c] - means[c];
      sums[c] += centred * centred;
    }
}

WIDE void stapes_norm_backward_sums(const float *restrict x, const float *restrict y,
                                    const float *restrict gradients, int64_t positions,
                                    int64_t channels, const float *restrict means, float threshold,
                                    float *restrict sums, float *restrict products) {
  for (int64_t p = 0; p < positions; p++, x += channels, y += channels, gradients += channels)
    for (int64_t c = 0; c < channels; c++) {
      float g = y[c] > threshold ? gradients[c] : 0.0f;
      sums[c] += g;
      products[c] += g * (x[c] - means[c]);
    }
}

WIDE void stapes_norm_backward(const float *restrict x, const float *restrict y,
                               const float *restrict gradients, float *restrict target,
                               int64_t positions, int64_t channels, const float *restrict means,
                               const float *restrict centres, const float *restrict rises,
                               const float *restrict factors, float threshold, int keeps) {
  for (int64_t p = 0; p < positions; p++) {
    if (keeps) {
      for (int64_t c = 0; c < channels; c++) {
        float g = y[c] > threshold ? gradients[c] : 0.0f;
        target[c] += (g - centres[c] - (x[c] - means[c]) * rises[c]) * factors[c];
      }
    } else {
      for (int64_t c = 0; c < channels; c++) {
        float g = y[c] > threshold ? gradients[c] : 0.0f;
        target[c] = (g - centres[c] - (x[c] - means[c]) * rises[c]) * factors[c];
      }
    }
    x += channels, y += channels, gradients += channels, target += channels;
  }
}

WIDE void stapes_depthwise_forward(const float *restrict x, float *restrict y,
                                   const float *restrict w, int64_t count, int64_t stride,
                                   int64_t channels) {
  for (int64_t i = 0; i < count; i++, x += stride * channels, y += channels)
    for (int64_t c = 0; c < channels; c++) y[c] += w[c] * x[c];
}

WIDE void stapes_depthwise_weights(const float *restrict x, const float *restrict gradients,
                                   float *restrict w, int64_t count, int64_t stride,
                                   int64_t channels) {
  for (int64_t i = 0; i < count; i++, x += stride * channels, gradients += channels)
    for (int64_t c = 0; c < channels; c++) w[c] += gradients[c] * x[c];
}

WIDE void stapes_depthwise_inputs(float *restrict target, const float *restrict gradients,
                                  const float *restrict w, int64_t count, int64_t stride,
                                  int64_t channels) {
  for (int64_t i = 0; i < count; i++, target += stride * channels, gradients += channels)
    for (int64_t c = 0; c < channels; c++) target[c] += w[c] * gradients[c];
}

// The part of a kernel of `kernel` taps from `start` on that lies inside 0..<length.
static inline void clip(int64_t start, int64_t kernel, int64_t length, int64_t *first,
                        int64_t *last) {
  *first = start < 0 ? -start : 0;
  if (*first > kernel) *first = kernel;
  *last = length - start < kernel ? length - start : kernel;
  if (*last < *first) *last = *first;
}

// Whether the taps of a row of the kernel lie side by side, and those of all rows.
static inline int is_dense(const stapes_windows *g) { return g->inputs == g->channels; }
static inline int is_whole(const stapes_windows *g) {
  return is_dense(g) && g->kernel_across == g->width && g->pad_left == 0;
}

static inline void copy(float *restrict to, const float *restrict from, int64_t count) {
  for (int64_t i = 0; i < count; i++) to[i] = from[i];
}

static inline void zero(float *to, int64_t count) {
  for (int64_t i = 0; i < count; i++) to[i] = 0.0f;
}

static inline void add(float *restrict to, const float *restrict from, int64_t count) {
  for (int64_t i = 0; i < count; i++) to[i] += from[i];
}

WIDE void stapes_unroll(const stapes_windows *g, const float *restrict x,
                        float *restrict windows) {
  int64_t row_values = g->width * g->channels, across = g->kernel_across * g->inputs;
  for (int64_t r = 0; r < g->output_rows; r++) {
    int64_t top = r * g->stride_rows - g->pad_before, first_row, last_row;
    clip(top, g->kernel_rows, g->rows, &first_row, &last_row);
    for (int64_t c = 0; c < g->output_width; c++, windows += g->kernel_rows * across) {
      zero(windows, first_row * across);
      zero(windows + last_row * across, (g->kernel_rows - last_row) * across);
      if (is_whole(g)) {
        copy(windows + first_row * across, x + (top + first_row) * row_values,
             (last_row - first_row) * across);
        continue;
      }
      int64_t left = c * g->stride_across - g->pad_left, first, last;
      clip(left, g->kernel_across, g->width, &first, &last);
      for (int64_t k = first_row; k < last_row; k++) {
        float *to = windows + k * across;
        const float *from = x + (top + k) * row_values + left * g->channels + g->offset;
        zero(to, first * g->inputs);
        zero(to + last * g->inputs, (g->kernel_across - last) * g->inputs);
        if (is_dense(g))
          copy(to + first * g->inputs, from + first * g->channels, (last - first) * g->inputs);
        else
          for (int64_t t = first; t < last; t++)
            copy(to + t * g->inputs, from + t * g->channels, g->inputs);
      }
    }
  }
}

WIDE void stapes_roll_back(const stapes_windows *g, const float *restrict windows,
                           float *restrict x) {
  int64_t row_values = g->width * g->channels, across = g->kernel_across * g->inputs;
  for (int64_t r = 0; r < g->output_rows; r++) {
    int64_t top = r * g->stride_rows - g->pad_before, first_row, last_row;
    clip(top, g->kernel_rows, g->rows, &first_row, &last_row);
    for (int64_t c = 0; c < g->output_width; c++, windows += g->kernel_rows * across) {
      if (is_whole(g)) {
        add(x + (top + first_row) * row_values, windows + first_row * across,
            (last_row - first_row) * across);
        continue;
      }
      int64_t left = c * g->stride_across - g->pad_left, first, last;
      clip(left, g->kernel_across, g->width, &first, &last);
      for (int64_t k = first_row; k < last_row; k++) {
        const float *from = windows + k * across;
        float *to = x + (top + k) * row_values + left * g->channels + g->offset;
        if (is_dense(g))
          add(to + first * g->channels, from + first * g->inputs, (last - first) * g->inputs);
        else
          for (int64_t t = first; t < last; t++)
            add(to + t * g->channels, from + t * g->inputs, g->inputs);
      }
    }
  }
}

WIDE void stapes_max(const float *restrict x, float *restrict y, int32_t *restrict winners,
                     int64_t channels, int32_t position) {
  for (int64_t c = 0; c < channels; c++) {
    int wins = x[c] > y[c];
    y[c] = wins ? x[c] : y[c];
    winners[c] = wins ? position : winners[c];
  }
}

// The value of channel c before rounding; is_split is known where this is inlined, so that the loops
// around it stay vectors.
static inline double scaled(int is_split, const float *sums, const float *high, double unit,
                            const double *biases, const double *factors, int64_t c) {
  double sum = (double)sums[c] + biases[c];
  return (is_split ? sum + unit * (double)high[c] : sum) * factors[c];
}

static inline void requantise(int is_split, const float *restrict sums, const float *restrict high,
                              double unit, float *restrict y, int64_t positions, int64_t channels,
                              const double *restrict biases, const double *restrict factors,
                              double lowest, double highest) {
  // Truncation rounds down where all values are positive, and has a vector form.
  const double lift = 1024;
  for (int64_t p = 0; p < positions; p++, y += channels) {
    for (int64_t c = 0; c < channels; c++) {
      double value = scaled(is_split, sums, high, unit, biases, factors, c);
      value = value < lowest ? lowest : value;
      value = value > highest ? highest : value;
      y[c] = (float)((int32_t)(value + 0.5 + lift) - (int32_t)lift);
    }
    sums += channels;
    if (is_split) high += channels;
  }
}

static inline void requantise_back(int is_split, const float *restrict sums,
                                   const float *restrict high, double unit,
                                   const float *restrict gradients, float *restrict target,
                                   int64_t positions, int64_t channels,
                                   const double *restrict biases, const double *restrict factors,
                                   double lowest, double highest) {
  for (int64_t p = 0; p < positions; p++) {
    for (int64_t c = 0; c < channels; c++) {
      double value = scaled(is_split, sums, high, unit, biases, factors, c);
      float slope = (float)factors[c];
      slope = value >= lowest - 0.5 ? slope : 0.0f;
      slope = value < highest + 0.5 ? slope : 0.0f;
      target[c] = gradients[c] * slope;
    }
    sums += channels, gradients += channels, target += channels;
    if (is_split) high += channels;
  }
}

WIDE void stapes_requantise(const float *restrict sums, const float *restrict high, double unit,
                            float *restrict y, int64_t positions, int64_t channels,
                            const double *restrict biases, const double *restrict factors,
                            double lowest, double highest) {
  if (high)
    requantise(1, sums, high, unit, y, positions, channels, biases, factors, lowest, highest);
  else
    requantise(0, sums, 0, 0, y, positions, channels, biases, factors, lowest, highest);
}

WIDE void stapes_requantise_back(const float *restrict sums, const float *restrict high,
                                 double unit, const float *restrict gradients,
                                 float *restrict target, int64_t positions, int64_t channels,
                                 const double *restrict biases, const double *restrict factors,
                                 double lowest, double highest) {
  if (high)
    requantise_back(1, sums, high, unit, gradients, target, positions, channels, biases, factors,
                    lowest, highest);
  else
    requantise_back(0, sums, 0, 0, gradients, target, positions, channels, biases, factors, lowest,
                    highest);
}

WIDE void stapes_adam(float *restrict values, const float *restrict gradients,
                      float *restrict first, float *restrict second, int64_t count, float beta1,
                      float beta2, float size, float inverse, float epsilon, float decay,
                      float decoupled_decay) {
  for (int64_t i = 0; i < count; i++) {
    float g = gradients[i] + decay * values[i];
    float value = values[i] - decoupled_decay * values[i];
    first[i] = beta1 * first[i] + (1.0f - beta1) * g;
    second[i] = beta2 * second[i] + (1.0f - beta2) * g * g;
    values[i] = value - size * first[i] / (sqrtf(second[i]) * inverse + epsilon);
  }
}
