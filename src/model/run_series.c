#include "model/run_series.h"

#include "model/device_tag.h"
#include "model/eval_name.h"
#include "model/tables.h"

#include <string.h>

#define RARER 64 /* times: of what is so much rarer no step times can be told */
#define CLOCK_POINTS 3

static bool is_aside(const struct store *store, const struct series_head *head)
{
	struct slice name = store_tag_name(store, head->tag);
	return is_eval_name(name) || device_tag_of(name).figure != HARDWARE_FIGURES;
}

static uint32_t most_points(const struct store *store, uint32_t run, bool but_aside, uint64_t *most)
{
	uint32_t best = STORE_NONE;
	*most = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		if (info.kind == KIND_SCALAR && !info.derived && info.points > *most &&
		    !(but_aside && is_aside(store, &info))) {
			*most = info.points;
			best = series;
		}
	}
	return best;
}

uint32_t run_clock(const struct store *store, uint32_t run)
{
	uint64_t most, points;
	uint32_t best = most_points(store, run, false, &most);
	struct series_head info = best == STORE_NONE ? (struct series_head){0} : store_series_head(store, best);
	if (best == STORE_NONE || !is_aside(store, &info))
		return best;
	uint32_t other = most_points(store, run, true, &points);
	return points >= CLOCK_POINTS && points >= most / RARER ? other : best;
}

struct pick {
	uint32_t series;
	uint64_t points;
};

/* By falling points; of equals the first. The new count. */
static size_t pick_add(struct pick *picks, size_t count, size_t most, struct pick pick)
{
	size_t at = 0;
	while (at < count && picks[at].points > pick.points)
		at++;
	if (at == most || (at < count && picks[at].points == pick.points))
		return count;
	count -= count == most;
	memmove(picks + at + 1, picks + at, (count - at) * sizeof *picks);
	picks[at] = pick;
	return count + 1;
}

size_t run_evals(const struct store *store, uint32_t run, bool all, uint32_t *out, size_t most)
{
	struct pick picks[RUN_EVALS];
	size_t count = 0;
	most = most < RUN_EVALS ? most : RUN_EVALS;
	for (uint32_t i = 0; most && i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		if (info.kind == KIND_SCALAR && !info.derived && (all || is_eval_name(store_tag_name(store, info.tag))))
			count = pick_add(picks, count, most, (struct pick){series, info.points});
	}
	for (size_t i = 0; i < count; i++)
		out[i] = picks[i].series;
	return count;
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
		if (store->runs[other].evaluates && other != run && eval_parent(beside) == parent.length &&
		    eval_run_fits(beside, name))
			return other;
	}
	return STORE_NONE;
}
