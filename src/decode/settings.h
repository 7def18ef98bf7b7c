/*
 * Hparams from files that stand beside event files: hparams.yaml as Lightning
 * writes it, config.json. Values within values get names joined by '/'. Pure.
 *
 * Of YAML 1.1 this is what configurations are written in: mappings by
 * indentation, plain and quoted values, lists (kept as text), blocks of text,
 * comments; tags are skipped. What it is not, an anchor or a second document,
 * is told with its line and left out: the rest holds.
 */
#ifndef TBTOP_DECODE_SETTINGS_H
#define TBTOP_DECODE_SETTINGS_H

#include "base/status.h"
#include "data/hparams.h"

#define SETTINGS_BYTES ((size_t)1 << 20) /* of a file */
#define SETTINGS_VALUES 5000
#define SETTINGS_DEPTH 16
#define SETTINGS_TEXT 400 /* bytes of a value that are kept */

enum settings_form { SETTINGS_YAML, SETTINGS_JSON };

/*
 * `out` is owned by the caller, also of a failure; names sorted, each once. `why` gets the first thing that could
 * not be read, as one line, cleaned; nothing when all was. CORRUPT: there is nothing in it that could be read.
 */
enum status settings_read(struct slice bytes, enum settings_form form, struct session_start *out, struct str *why);

/* The last step that they say there will be (read/target.h); 0 without. */
double settings_target(const struct session_start *settings);

/* For the two readers: a value under a name; false when there are too many, or no memory. Takes the text. */
bool settings_add(struct session_start *out, struct slice name, struct hparam value);
bool settings_yaml(struct slice bytes, struct session_start *out, struct str *why);

#endif
