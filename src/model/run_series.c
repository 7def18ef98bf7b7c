#include "model/run_series.h"

#include "model/eval_name.h"
#include "model/tables.h"

#include <string.h>

uint32_t run_clock(const struct store *store, uint32_t run)
{
	uint32_t best = STORE_NONE;
	uint64_t most = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		if (info.kind == KIND_SCALAR && !info.derived && info.points > most) {
			most = info.points;
			best = series;
		}
	}
	return best;
}

uint32_t run_evals(const struct store *store, uint32_t run, bool all)
{
	uint32_t best = STORE_NONE;
	uint64_t most = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		if (info.kind != KIND_SCALAR || info.derived || info.points <= most)
			continue;
		if (all || is_eval_name(store_tag_name(store, info.tag))) {
			most = info.points;
			best = series;
		}
	}
	return best;
}

static struct slice name_at(const struct store *store, size_t position)
{
	return names_text(&store->run_names, store->run_order[position]);
}

/* The first run, from a position on, whose name isn't less than `text`. */
static uint32_t first_from(const struct store *store, uint32_t position, struct slice text)
{
	size_t low = position, high = store->run_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (slice_compare(name_at(store, middle), text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

uint32_t run_evaluating(const struct store *store, uint32_t run, uint32_t *position)
{
	struct slice name = names_text(&store->run_names, run);
	struct slice parent = slice_make(name.data, eval_parent(name)); /* of all in it names begin like this */
	uint32_t count = store->evaluating ? (uint32_t)store->run_count : 0;
	for (*position = first_from(store, *position, parent); *position < count;) {
		uint32_t other = store->run_order[*position];
		struct slice beside = name_at(store, (*position)++);
		if (beside.length < parent.length || memcmp(beside.data, parent.data, parent.length))
			return STORE_NONE;
		if (store->runs[other].evaluates && other != run && eval_parent(beside) == parent.length)
			return other;
	}
	return STORE_NONE;
}
