#include "model/mesh_parts.h"

#include "decode/plugin.h"

/* False when it is no part of a mesh. */
static bool read_plugin(const struct store *store, uint32_t series, struct mesh_plugin *out)
{
	if (series == STORE_NONE || store_series_head(store, series).kind != KIND_MESH)
		return false;
	return !plugin_mesh(store_series(store, series).content, out) && out->content != MESH_UNDEFINED;
}

struct mesh_parts mesh_parts_of(const struct store *store, uint32_t series)
{
	struct mesh_parts parts = {.series = {STORE_NONE, STORE_NONE, STORE_NONE, STORE_NONE}};
	struct mesh_plugin own, other;
	if (!read_plugin(store, series, &own))
		return parts;
	uint32_t run = store_series_head(store, series).run, count = store_run_series_count(store, run);
	parts.name = own.name;
	parts.series[own.content] = series;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t candidate = store_run_series_at(store, run, i);
		if (read_plugin(store, candidate, &other) && slice_equal(other.name, own.name) &&
		    parts.series[other.content] == STORE_NONE)
			parts.series[other.content] = candidate;
	}
	return parts;
}
