/* How a point that is no plain scalar is printed by `export` (tbtop-export(1)): its fields behind the wall time. Pure. */
#ifndef TBTOP_CMD_POINTS_H
#define TBTOP_CMD_POINTS_H

#include "cmd/json.h"
#include "data/asset.h"
#include "data/batch.h"

/* `plugin` and `content` are of the tag's metadata. Only kinds that have a line a point. */
void points_line(struct str *out, struct slice start, const struct item *item, const struct asset *asset,
                 struct slice plugin, struct slice content);
/* The fields of a graph's line behind run and tag. */
void points_graph(struct json *json, const struct graph_totals *graph);
/* Op type -> count, as the member `key`. */
void points_ops(struct json *json, const char *key, const struct graph_totals *graph);
void points_layout(struct json *json, const struct custom_layout *layout);

#endif
