/* The model and its input, as the build names them: MODEL_FILE and INPUT_FILE. */
  .section .rodata.blobs, "a"
  .balign 16
  .global example_model, example_model_end, example_input, example_input_end
example_model:
  .incbin MODEL_FILE
example_model_end:
  .balign 16
example_input:
  .incbin INPUT_FILE
example_input_end:
