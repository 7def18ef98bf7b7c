#include "model/snapshot.h"

#include "base/alloc.h"
#include "model/tables.h"

#include <stdlib.h>

/* Of a sketch nothing is taken: it is for the eye alone. */
static const struct strip *strip_at(const struct series *series, size_t index)
{
	return series->segments[index / 2].span->sketch ? NULL : series_strip(series, index);
}

bool snapshot_take(const struct store *store, uint32_t number, struct snapshot *out)
{
	const struct series *series = &store->series[number];
	size_t count = 0;
	for (size_t i = 0; i < series_strip_count(series); i++)
		count += strip_at(series, i) ? strip_at(series, i)->count : 0;
	*out = (struct snapshot){.links = data_alloc(count, sizeof *out->links)};
	if (!out->links)
		return false;
	for (size_t i = 0; i < series_strip_count(series); i++) {
		const struct strip *strip = strip_at(series, i);
		for (size_t k = 0; strip && k < strip->count; k++) {
			out->links[out->count] = strip->links[k];
			chunk_ref(out->links[out->count++].chunk);
		}
	}
	return true;
}

size_t snapshot_read(const struct snapshot *snapshot, size_t part, struct row *out, enum number_type *type)
{
	*type = chunk_type(snapshot->links[part].chunk);
	return link_read(&snapshot->links[part], out);
}

void snapshot_release(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->count; i++)
		chunk_unref(snapshot->links[i].chunk);
	free(snapshot->links);
	*snapshot = (struct snapshot){0};
}
