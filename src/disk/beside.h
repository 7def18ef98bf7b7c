/* Files beside event files that can be opened: profiles, SavedModels, configurations of projectors, hparams. By their names and places; pure, but for beside_find. */
#ifndef TBTOP_DISK_BESIDE_H
#define TBTOP_DISK_BESIDE_H

#include "data/find.h"
#include "disk/scan.h"

/* Hparams, of runs that have them nowhere else: as Lightning writes them, as others do. */
#define SETTINGS_YAML_NAME "hparams.yaml"
#define SETTINGS_JSON_NAME "config.json"

scan_wanted beside_wanted;
/* False, and nothing in `out`, for what is none where it lies; `single`: it is the whole LOGDIR. Texts are owned by it. */
bool beside_describe(const struct found_file *found, bool single, struct find_spec *out);
void beside_fini(struct find_spec *spec);

/* All of a LOGDIR, for commands: as scan_files. */
typedef void beside_each(void *context, const char *directory, const struct find_spec *spec);
void beside_find(const struct logdir *logdir, beside_each *each, void *context);

#endif
