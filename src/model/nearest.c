/* The visible point whose x is nearest: query.h. */
#include "model/origin.h"
#include "model/query.h"
#include "model/tables.h"

#include <math.h>

struct search {
	enum axis_source axis;
	struct origin at;
	double x;
	double best; /* distance of `row`; infinite before one is found */
	size_t strip, link; /* where `row` lies */
	struct row row;
	enum number_type type;
};

static double search_distance(const struct search *search, int64_t step, double wall)
{
	return fabs(search->axis == AXIS_STEP ? step_distance(search->at, step) : wall - search->x);
}

/* No row below the node is nearer than this; NaN when none can be found at all. */
static double node_bound(const struct search *search, const struct chunk_summary *node)
{
	if (!node->count || (search->axis == AXIS_WALL && node->odd_walls == node->count))
		return NAN;
	double low, high;
	if (search->axis == AXIS_STEP) {
		low = step_distance(search->at, node->min_step);
		high = step_distance(search->at, node->max_step);
	} else {
		low = node->min_wall - search->x;
		high = node->max_wall - search->x;
	}
	if (low <= 0 && high >= 0)
		return 0;
	return low > 0 ? low : -high;
}

/* Of two as near the later stored counts, whatever the order of looking. */
static void search_link(struct search *search, const struct strip *strip, size_t strip_index, size_t index)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = strip_read(strip, index, rows, &type);
	bool later = strip_index > search->strip || (strip_index == search->strip && index >= search->link);
	for (size_t i = 0; i < count; i++) {
		double distance = search_distance(search, rows[i].step, rows[i].wall_time);
		if (!isfinite(distance) || !(distance < search->best || (later && distance == search->best)))
			continue;
		search->best = distance;
		search->strip = strip_index;
		search->link = index;
		search->row = rows[i];
		search->type = type;
		later = true;
	}
}

/* Nearest nodes first, so that most of the others need no look. `from` to `to` are at most STRIP_FANOUT nodes. */
static void search_nodes(struct search *search, const struct strip *strip, size_t strip_index, size_t level,
                         size_t from, size_t to)
{
	double bounds[STRIP_FANOUT];
	for (size_t i = from; i < to; i++) {
		struct chunk_summary node = strip_node(strip, level, i);
		bounds[i - from] = node_bound(search, &node);
	}
	for (;;) {
		size_t nearest = to;
		for (size_t i = from; i < to; i++)
			if (bounds[i - from] <= search->best &&
			    (nearest == to || bounds[i - from] <= bounds[nearest - from]))
				nearest = i;
		if (nearest == to)
			return;
		bounds[nearest - from] = NAN;
		if (!level) {
			search_link(search, strip, strip_index, nearest);
			continue;
		}
		size_t nodes = strip_nodes(strip, level - 1), end = (nearest + 1) * STRIP_FANOUT;
		search_nodes(search, strip, strip_index, level - 1, nearest * STRIP_FANOUT, end < nodes ? end : nodes);
	}
}

/* The strip that can hold the nearest point, to begin with. */
static size_t nearest_strip(const struct search *search, const struct series *series)
{
	size_t best = 0;
	double best_bound = INFINITY;
	for (size_t s = 0; s < series_strip_count(series); s++) {
		const struct strip *strip = series_strip(series, s);
		if (!strip || !strip->count)
			continue;
		struct chunk_summary whole = strip_whole(strip);
		double bound = node_bound(search, &whole);
		if (bound <= best_bound) {
			best_bound = bound;
			best = s;
		}
	}
	return best;
}

static void search_strip(struct search *search, const struct series *series, size_t index)
{
	const struct strip *strip = series_strip(series, index);
	if (strip && strip->count)
		search_nodes(search, strip, index, strip->level_count, 0, strip_nodes(strip, strip->level_count));
}

bool query_nearest_in(const struct series *series, enum axis_source axis, double x, struct row *out,
                      enum number_type *type)
{
	if (!isfinite(x) || !series->segment_count)
		return false;
	struct search search = {.axis = axis, .at = origin_of(x), .x = x, .best = INFINITY};
	size_t first = nearest_strip(&search, series);
	search_strip(&search, series, first);
	for (size_t s = 0; s < series_strip_count(series); s++)
		if (s != first)
			search_strip(&search, series, s);
	if (!isfinite(search.best))
		return false;
	*out = search.row;
	*type = search.type;
	return true;
}

bool query_nearest(const struct store *store, uint32_t number, enum axis_source axis, double x, struct row *out,
                   enum number_type *type)
{
	return query_nearest_in(&store->series[number], axis, x, out, type);
}
