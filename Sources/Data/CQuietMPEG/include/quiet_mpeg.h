#pragma once

struct mpg123_handle_struct;

// libmpg123 writes notes on damaged streams to standard error unless a decoder is told to be quiet.
// libsndfile makes the decoders and tells them nothing. This function stands in front of the
// library's own for libsndfile too, makes the decoder by it, and tells it.
struct mpg123_handle_struct *mpg123_new(const char *decoder, int *error);
