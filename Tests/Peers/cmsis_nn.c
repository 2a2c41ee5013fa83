/* Counts what CMSIS-NN's kernels of int8 take for layers: see Tools/peers. */
#include <arm_nnfunctions.h>
#include <arm_nnsupportfunctions.h>

#include "board.h"
#include "output.h"

struct layer {
  const char *name;
  int32_t rows, columns, channels;       /* of the input */
  int32_t outputs, kernel_rows, kernel_columns;
  int32_t stride_rows, stride_columns, pad_rows, pad_columns;
  enum { convolution, depthwise, fully_connected } kind;
};

/* Those of AemNet-DW of width 0.5, a stretch of each, and of MLPerf Tiny's keyword spotting. */
static const struct layer layers[] = {
    {"conv1", 1, 265, 1, 64, 1, 9, 1, 4, 0, 0, convolution},
    {"conv2", 1, 131, 64, 128, 1, 5, 1, 2, 0, 0, convolution},
    {"conv4_depthwise", 16, 64, 16, 16, 3, 3, 1, 1, 1, 1, depthwise},
    {"conv4_pointwise", 16, 64, 16, 32, 1, 1, 1, 1, 0, 0, convolution},
    {"conv5_pointwise", 8, 32, 32, 32, 1, 1, 1, 1, 0, 0, convolution},
    {"conv9_depthwise", 8, 8, 128, 128, 3, 3, 1, 1, 1, 1, depthwise},
    {"conv9_pointwise", 8, 8, 128, 128, 1, 1, 1, 1, 0, 0, convolution},
    {"conv11_depthwise", 8, 4, 256, 256, 3, 3, 1, 1, 1, 1, depthwise},
    {"conv11_pointwise", 4, 4, 256, 256, 1, 1, 1, 1, 0, 0, convolution},
    {"fc", 1, 1, 512, 10, 1, 1, 1, 1, 0, 0, fully_connected},
    {"keyword conv0", 49, 10, 1, 64, 10, 4, 2, 2, 4, 1, convolution},
    {"keyword depthwise", 25, 5, 64, 64, 3, 3, 1, 1, 1, 1, depthwise},
    {"keyword pointwise", 25, 5, 64, 64, 1, 1, 1, 1, 0, 0, convolution},
};

enum { most_channels = 256, most_weights = 66 * 1024, most_values = 33 * 1024 };

static int8_t weights[most_weights], input[most_values], output[most_values];
static int32_t biases[most_channels], multipliers[most_channels], shifts[most_channels];
static int8_t scratch[24 * 1024] __attribute__((aligned(16)));

static _Noreturn void fail(const char *name) {
  board_print(name);
  board_print(" failed\n");
  board_exit(1);
}

static void fill(void) {
  uint32_t state = 1;
  for (uint32_t index = 0; index < sizeof weights; index++) {
    state = state * 1664525 + 1013904223;
    weights[index] = (int8_t)((int32_t)state >> 24);
  }
  for (uint32_t index = 0; index < sizeof input; index++) {
    state = state * 1664525 + 1013904223;
    input[index] = (int8_t)((int32_t)state >> 24);
  }
  for (uint32_t index = 0; index < most_channels; index++) {
    biases[index] = (int32_t)index;
    multipliers[index] = 1 << 30;
    shifts[index] = -9;
  }
}

static int32_t outputs_of(int32_t input_size, int32_t kernel, int32_t stride, int32_t pad) {
  return (input_size + 2 * pad - kernel) / stride + 1;
}

static void measure(const struct layer *layer) {
  const int32_t is_depthwise = layer->kind == depthwise;
  const cmsis_nn_dims from = {1, layer->rows, layer->columns, layer->channels};
  cmsis_nn_dims kernel = {layer->outputs, layer->kernel_rows, layer->kernel_columns, layer->channels};
  if (is_depthwise) {
    kernel.n = 1;
    kernel.c = layer->outputs;
  } else if (layer->kind == fully_connected) {
    kernel = (cmsis_nn_dims){layer->channels, 1, 1, layer->outputs};
  }
  /* Half of a kernel of an even size lies in front, and less than half of it behind. */
  const int32_t even_rows = layer->pad_rows && layer->kernel_rows % 2 == 0;
  const cmsis_nn_dims to = {
      1,
      outputs_of(layer->rows + even_rows, layer->kernel_rows, layer->stride_rows, layer->pad_rows),
      outputs_of(layer->columns, layer->kernel_columns, layer->stride_columns, layer->pad_columns),
      layer->outputs};
  const cmsis_nn_dims bias = {1, 1, 1, layer->outputs};
  const cmsis_nn_conv_params parameters = {
      .input_offset = 128, .output_offset = -128,
      .stride = {layer->stride_columns, layer->stride_rows},
      .padding = {layer->pad_columns, layer->pad_rows}, .dilation = {1, 1},
      .activation = {-128, 127}};
  const cmsis_nn_dw_conv_params depthwise_parameters = {
      .input_offset = 128, .output_offset = -128, .ch_mult = 1,
      .stride = parameters.stride, .padding = parameters.padding, .dilation = {1, 1},
      .activation = {-128, 127}};
  const cmsis_nn_fc_params dense_parameters = {
      .input_offset = 128, .output_offset = -128, .activation = {-128, 127}};
  const cmsis_nn_per_channel_quant_params channels = {multipliers, shifts};
  const cmsis_nn_per_tensor_quant_params tensor = {multipliers[0], shifts[0]};
  cmsis_nn_context context = {scratch, 0};
  if (is_depthwise) {
    context.size = arm_depthwise_conv_wrapper_s8_get_buffer_size(
        &depthwise_parameters, &from, &kernel, &to);
  } else if (layer->kind == fully_connected) {
    context.size = arm_fully_connected_s8_get_buffer_size(&kernel);
    if (context.size)
      arm_vector_sum_s8((int32_t *)scratch, layer->channels, layer->outputs, weights, 128, 0, biases);
  } else {
    context.size = arm_convolve_wrapper_s8_get_buffer_size(&parameters, &from, &kernel, &to);
  }
  const int32_t taps = layer->kernel_rows * layer->kernel_columns;
  const int32_t each = is_depthwise ? taps : taps * layer->channels;
  if (context.size > (int32_t)sizeof scratch || layer->outputs * each > most_weights ||
      from.h * from.w * from.c > most_values || to.h * to.w * to.c > most_values)
    fail(layer->name);
  arm_cmsis_nn_status status;
  const uint64_t start = board_instructions();
  if (is_depthwise) {
    status = arm_depthwise_conv_wrapper_s8(
        &context, &depthwise_parameters, &channels, &from, input, &kernel, weights, &bias, biases,
        &to, output);
  } else if (layer->kind == fully_connected) {
    status = arm_fully_connected_s8(
        &context, &dense_parameters, &tensor, &from, input, &kernel, weights, &bias, biases, &to,
        output);
  } else {
    status = arm_convolve_wrapper_s8(
        &context, &parameters, &channels, &from, input, &kernel, weights, &bias, biases, &to,
        output);
  }
  const uint64_t instructions = board_instructions() - start;
  if (status != ARM_CMSIS_NN_SUCCESS) fail(layer->name);
  board_print(layer->name);
  board_print("; ");
  print_number((uint64_t)(to.h * to.w * to.c * each));
  board_print("; ");
  print_number(instructions);
  board_print("\n");
}

int main(void) {
  fill();
  for (uint32_t index = 0; index < sizeof layers / sizeof *layers; index++) measure(&layers[index]);
  return 0;
}
