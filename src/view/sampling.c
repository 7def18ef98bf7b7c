#include "view/sampling.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

double sample_x(const struct asset_place *place, enum axis_source source)
{
	return source == AXIS_STEP ? (double)place->item.step : place->item.wall_time;
}

/* The first position from `low` on, of `points`, whose x is not below. */
static uint64_t search(const struct store *store, uint32_t series, enum axis_source source, double x, uint64_t low,
                       uint64_t points)
{
	struct asset_place place;
	while (low < points) {
		uint64_t middle = low + (points - low) / 2;
		if (asset_place(store, series, middle, &place) && sample_x(&place, source) < x)
			low = middle + 1;
		else
			points = middle;
	}
	return low;
}

static bool nearest_from(const struct store *store, uint32_t series, enum axis_source source, double x, uint64_t low,
                         uint64_t points, struct sample *out)
{
	uint64_t at = search(store, series, source, x, low, points);
	struct asset_place before;
	bool has_before = at > 0 && asset_place(store, series, at - 1, &before);
	bool has_at = at < points && asset_place(store, series, at, &out->place);
	out->position = at;
	if (!has_at || (has_before && x - sample_x(&before, source) < sample_x(&out->place, source) - x)) {
		if (!has_before)
			return false;
		out->place = before;
		out->position = at - 1;
	}
	return true;
}

static void fill(struct sampling *sampling, const struct store *store)
{
	double width = (sampling->to - sampling->from) / (double)sampling->count;
	uint64_t low = 0;
	for (size_t i = 0; i < sampling->count; i++) {
		struct sample *sample = &sampling->items[i];
		double middle = sampling->from + ((double)i + 0.5) * width;
		if (i + 1 == sampling->count && i) /* the newest is what is looked for */
			middle = sampling->to;
		nearest_from(store, sampling->series, sampling->source, middle, low, sampling->points, sample);
		sample->same = i && sample->position == sample[-1].position;
		low = sample->position;
	}
}

bool sampling_prepare(struct sampling *sampling, const struct store *store, uint32_t series, enum axis_source source,
                      size_t columns)
{
	struct asset_place first, last;
	if (series == STORE_NONE || !columns) {
		sampling->count = 0;
		return false;
	}
	struct series_info info = store_series(store, series);
	bool same = sampling->count == columns && sampling->series == series &&
	            sampling->generation == info.generation && sampling->source == source;
	if (same)
		return true;
	sampling->count = 0;
	if (!info.points || !asset_place(store, series, 0, &first) || !asset_place(store, series, info.points - 1, &last))
		return false;
	if (columns > sampling->capacity) {
		sampling->capacity = columns;
		sampling->items = xrealloc(sampling->items, columns * sizeof *sampling->items);
	}
	double a = sample_x(&first, source), b = sample_x(&last, source);
	sampling->count = columns;
	sampling->points = info.points;
	sampling->series = series;
	sampling->generation = info.generation;
	sampling->source = source;
	sampling->from = isfinite(a) && isfinite(b) ? fmin(a, b) : 0;
	sampling->to = isfinite(a) && isfinite(b) ? fmax(a, b) : 0;
	sampling->items[0] = (struct sample){0, first, false};
	fill(sampling, store);
	return true;
}

size_t sampling_column(const struct sampling *sampling, double x)
{
	double part = sampling->to > sampling->from ? (x - sampling->from) / (sampling->to - sampling->from) : 0.5;
	double at = part * (double)sampling->count;
	return !(at > 0) ? 0 : at >= (double)sampling->count ? sampling->count - 1 : (size_t)at;
}

void sampling_fini(struct sampling *sampling)
{
	free(sampling->items);
	*sampling = (struct sampling){0};
}
