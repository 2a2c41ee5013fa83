/* The models that are run: small files of a folder. */
#ifndef MODELS_H
#define MODELS_H

#include "contract.h"

enum { MOST_MODELS = 64 };

extern model models[MOST_MODELS];
extern size_t model_count;

/* Reads the .stapes files of a folder, but for those that take too long or have too many inputs. */
void read_models(const char *folder);

#endif
