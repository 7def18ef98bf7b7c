#include "data/kind.h"

#include <string.h>

static const struct {
	const char *name, *plugin;
} kinds[] = {
#define X(id, name, plugin) [KIND_##id] = {name, plugin},
	KIND_LIST(X)
#undef X
};

const char *kind_name(enum kind kind)
{
	return kinds[kind].name;
}

bool kind_parse(const char *name, enum kind *out)
{
	for (int i = 0; i < KIND_COUNT; i++) {
		if (!strcmp(kinds[i].name, name)) {
			*out = (enum kind)i;
			return true;
		}
	}
	return false;
}

enum kind kind_of_plugin(struct slice plugin)
{
	static const char *const more_graphs[] = {
		"graph_run_metadata", "graph_run_metadata_graph", "graph_keras_model",
	};
	for (int i = 0; i < KIND_COUNT; i++)
		if (i != KIND_TENSOR && slice_equal(plugin, slice_of(kinds[i].plugin)))
			return (enum kind)i;
	for (size_t i = 0; i < sizeof more_graphs / sizeof *more_graphs; i++)
		if (slice_equal(plugin, slice_of(more_graphs[i])))
			return KIND_GRAPH;
	return KIND_TENSOR;
}
