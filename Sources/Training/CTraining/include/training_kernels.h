// Loops of the trainer that want the machine's widest vectors.
//
// Tensors are positions × channels, channels innermost. Each function is compiled for several
// instruction sets and picks the widest that the processor has when the program starts.
#ifndef STAPES_TRAINING_KERNELS_H
#define STAPES_TRAINING_KERNELS_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// y = max(lowest, (x - mean) * factor + bias)
void stapes_norm_forward(const float *x, float *y, int64_t positions, int64_t channels,
                         const float *means, const float *factors, const float *biases,
                         float lowest);
// sums += x
void stapes_norm_sums(const float *x, int64_t positions, int64_t channels, float *sums);
// sums += (x - mean)^2
void stapes_norm_squares(const float *x, int64_t positions, int64_t channels, const float *means,
                         float *sums);
// sums += g and products += g * (x - mean), where g is the gradient where y > threshold, else 0
void stapes_norm_backward_sums(const float *x, const float *y, const float *gradients,
                               int64_t positions, int64_t channels, const float *means,
                               float threshold, float *sums, float *products);
// target = keep * target + (g - centre - (x - mean) * rise) * factor
void stapes_norm_backward(const float *x, const float *y, const float *gradients, float *target,
                          int64_t positions, int64_t channels, const float *means,
                          const float *centres, const float *rises, const float *factors,
                          float threshold, int keeps);
// y += w * x, for count positions; x advances by stride positions, y by one
void stapes_depthwise_forward(const float *x, float *y, const float *w, int64_t count,
                              int64_t stride, int64_t channels);
// w += g * x
void stapes_depthwise_weights(const float *x, const float *gradients, float *w, int64_t count,
                              int64_t stride, int64_t channels);
// target += w * g
void stapes_depthwise_inputs(float *target, const float *gradients, const float *w, int64_t count,
                             int64_t stride, int64_t channels);
// The windows of a convolution over one sample, and the channels of one group in them.
typedef struct {
  int64_t rows, width, channels;
  int64_t offset, inputs;
  int64_t output_rows, output_width;
  int64_t kernel_rows, kernel_across, stride_rows, stride_across, pad_before, pad_left;
} stapes_windows;
// Each window as a row of a matrix, zeros in the padding.
void stapes_unroll(const stapes_windows *geometry, const float *x, float *windows);
// x += the windows, where they were taken from.
void stapes_roll_back(const stapes_windows *geometry, const float *windows, float *x);
// Where x > y: y = x, and the winner is the position.
void stapes_max(const float *x, float *y, int32_t *winners, int64_t channels, int32_t position);
// y = clamp(floor((sum + unit * high + bias) * factor + 1/2), lowest, highest); high may be null.
// Exact where each product fits a double and the clamps lie within +-1000.
void stapes_requantise(const float *sums, const float *high, double unit, float *y,
                       int64_t positions, int64_t channels, const double *biases,
                       const double *factors, double lowest, double highest);
// gradients of the sums: g * factor where the value before rounding lies within the clamp, else 0
void stapes_requantise_back(const float *sums, const float *high, double unit,
                            const float *gradients, float *target, int64_t positions,
                            int64_t channels, const double *biases, const double *factors,
                            double lowest, double highest);
// One step of Adam; decoupled decay is taken from the values, the other added to the gradient.
void stapes_adam(float *values, const float *gradients, float *first, float *second, int64_t count,
                 float beta1, float beta2, float size, float inverse, float epsilon, float decay,
                 float decoupled_decay);

#ifdef __cplusplus
}
#endif
#endif
