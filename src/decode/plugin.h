/*
 * What plugins write in the content of a tag's metadata (event-format 3.8).
 * Pure; small; also for the loop thread.
 */
#ifndef TBTOP_DECODE_PLUGIN_H
#define TBTOP_DECODE_PLUGIN_H

#include "base/status.h"
#include "data/hparams.h"
#include "data/mesh.h"

/* STATUS_CORRUPT when it is no MeshPluginData. Slices are borrowed. */
enum status plugin_mesh(struct slice content, struct mesh_plugin *out);

/* How many thresholds a PR curve has by its PrCurvePluginData; 0 where that doesn't tell, or is none. */
uint32_t plugin_thresholds(struct slice content);

/* HPARAMS_NONE and STATUS_OK when it has none of the three. `out` is freed by hparams_content_fini whatever the answer. */
enum status plugin_hparams(struct slice content, struct hparams_content *out);

#endif
