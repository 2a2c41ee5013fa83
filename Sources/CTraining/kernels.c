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
