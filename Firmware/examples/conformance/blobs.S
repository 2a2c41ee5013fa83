/* Vectors, as the build names them: BUNDLE_FILE. */
  .section .rodata.blobs, "a"
  .balign 16
  .global conformance_bundle
conformance_bundle:
  .incbin BUNDLE_FILE
