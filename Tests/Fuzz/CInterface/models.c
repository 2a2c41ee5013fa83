#include "models.h"
#include "expect.h"

#include <dirent.h>
#include <string.h>

enum { MOST_ARENA_BYTES = 1 << 16, MOST_SHORTEST_VALUES = 4096 };

model models[MOST_MODELS];
size_t model_count;

/* Reads a file into memory of its length. */
static uint8_t *read_file(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  EXPECT(file && fseek(file, 0, SEEK_END) == 0);
  *count = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = malloc(*count);
  EXPECT(bytes && fread(bytes, 1, *count, file) == *count);
  fclose(file);
  return bytes;
}

/* Asks a model what it is. */
static void describe(model *model, stapes_executor *executor) {
  stapes_model description;
  EXPECT(stapes_input_count(executor, &model->inputs) == 0);
  EXPECT(stapes_score_count(executor, &model->scores) == 0);
  EXPECT(stapes_layer_count(executor, &model->layers) == 0);
  EXPECT(stapes_describe_model(executor, &description) == 0);
  model->is_continuous = description.is_continuous;
  for (size_t input = 0; input < model->inputs && input < MOST_INPUTS; input++) {
    EXPECT(stapes_describe_input(executor, input, &model->input[input]) == 0);
  }
  const char *text;
  size_t text_bytes;
  while (stapes_label_text(executor, model->labels, &text, &text_bytes) == 0) model->labels++;
  float scale;
  int32_t zero_point;
  int8_t score;
  model->has_int16_scores =
      stapes_scores(executor, &score, 1, &scale, &zero_point) == stapes_status_wrong_element;
}

static bool is_small(const model *model) {
  if (model->inputs > MOST_INPUTS) return false;
  for (size_t input = 0; input < model->inputs; input++) {
    const stapes_input *form = &model->input[input];
    if (form->minimum_rows * form->row_values > MOST_SHORTEST_VALUES) return false;
  }
  return true;
}

/* Reads a model; false where it takes too long, or has too many inputs. */
static bool read_model(const char *path, model *model) {
  uint8_t *bytes = read_file(path, &model->byte_count);
  model->bytes = bytes;
  EXPECT(stapes_arena_bytes(bytes, model->byte_count, &model->arena_bytes) == 0);
  if (model->arena_bytes <= MOST_ARENA_BYTES) {
    stapes_executor executor;
    void *arena = aligned_alloc(STAPES_ARENA_ALIGNMENT, arena_room(model));
    EXPECT(stapes_open(&executor, bytes, model->byte_count, arena, model->arena_bytes) == 0);
    describe(model, &executor);
    free(arena);
    if (is_small(model)) return true;
  }
  free(bytes);
  *model = (struct model){0};
  return false;
}

void read_models(const char *folder) {
  struct dirent **entries;
  const int count = scandir(folder, &entries, NULL, alphasort);
  for (int index = 0; index < count; index++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entries[index]->d_name);
    if (model_count < MOST_MODELS && strstr(entries[index]->d_name, ".stapes")) {
      model_count += read_model(path, &models[model_count]);
    }
    free(entries[index]);
  }
  if (count >= 0) free(entries);
  EXPECT(model_count > 0);
}
