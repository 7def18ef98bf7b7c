#include "model/mesh_parts.h"

#include "base/str.h"
#include "decode/plugin.h"

#include <string.h>

#define VERTICES "_VERTEX"

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

static bool ends_with(struct slice text, struct slice end)
{
	return text.length > end.length && !memcmp(text.data + text.length - end.length, end.data, end.length);
}

uint32_t mesh_parts_vertices(const struct store *store, uint32_t series)
{
	struct mesh_plugin own, other;
	struct str name = {0};
	struct series_info info = store_series(store, series);
	struct slice tag = store_tag_name(store, info.tag);
	if (!read_plugin(store, series, &own) || own.content == MESH_VERTEX)
		return series;
	struct slice part = slice_of(mesh_content_name(own.content));
	if (!ends_with(tag, part))
		return series;
	str_append(&name, tag.data, tag.length - part.length - 1);
	str_append_text(&name, VERTICES);
	uint32_t found = store_tag_find(store, str_slice(&name));
	str_fini(&name);
	uint32_t vertices = found == STORE_NONE ? STORE_NONE : store_series_find(store, info.run, found);
	bool same = read_plugin(store, vertices, &other) && other.content == MESH_VERTEX && slice_equal(own.name, other.name);
	return same ? vertices : series;
}

struct slice mesh_parts_name(struct slice tag)
{
	struct slice end = slice_of(VERTICES);
	if (ends_with(tag, end) && tag.data[tag.length - end.length - 1] != '/')
		tag.length -= end.length;
	return tag;
}
