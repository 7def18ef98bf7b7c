#include "view/bends.h"

#include "base/alloc.h"
#include "model/places.h"
#include "model/query.h"
#include "model/run_series.h"

#include <math.h>
#include <stdlib.h>

#define PAUSE_RATIO 3.0 /* as in steptime.c: at least so many times the usual is a pause */

/* Room for all runs, by number: bends must not move while warps point into them. */
static void reserve(struct bends *bends, const struct lineup *lineup)
{
	size_t count = 0;
	for (size_t i = 0; i < lineup->run_count; i++)
		if (lineup->runs[i].run >= count)
			count = (size_t)lineup->runs[i].run + 1;
	if (count <= bends->count)
		return;
	bends->items = xrealloc(bends->items, count * sizeof *bends->items);
	for (; bends->count < count; bends->count++)
		bends->items[bends->count] = (struct bend){.run = (uint32_t)bends->count, .series = STORE_NONE};
}

/* Above what no gap without a pause takes, something else happened. */
static bool make_active(struct bend *bend, const struct scene *scene, size_t *budget)
{
	uint32_t series = run_clock(scene->store, bend->run);
	const struct steptime *steptime =
		scene->steptimes ? steptimes_get(scene->steptimes, scene->store, bend->run, scene->now) : NULL;
	if (series == STORE_NONE)
		return true;
	double limit = INFINITY, usual = 0;
	if (steptime && steptime->any && steptime->p50 > 0) {
		usual = steptime->p50;
		limit = fmax(PAUSE_RATIO * usual, steptime->max);
	}
	return active_go_on(&bend->active, scene->store, series, limit, usual, budget);
}

static bool add_knot(struct warp *warp, double in, double out)
{
	const struct knot *last = warp->count ? &warp->knots[warp->count - 1] : NULL;
	if (!isfinite(out) || (last && in <= last->in))
		return true;
	if (last && out < last->out)
		return false;
	if (!array_reserve(&warp->knots, &warp->capacity, warp->count + 1))
		return false;
	warp->knots[warp->count++] = (struct knot){in, out};
	return true;
}

/* False: it goes back. */
static bool take_all(struct bend *bend, const struct store *store, uint32_t series)
{
	struct placed all[BENDS_KNOTS];
	size_t count = places_read(store, series, 0, all, BENDS_KNOTS);
	for (size_t i = 0; i < count; i++)
		if (!add_knot(&bend->by_tag, (double)all[i].step, all[i].value))
			return false;
	return true;
}

/* At steps that are equally far apart. */
static bool sample_tag(struct bend *bend, const struct store *store, uint32_t series)
{
	struct chunk_summary whole = query_whole(store, series);
	double from = (double)whole.min_step, span = (double)whole.max_step - from;
	for (int i = 0; i <= BENDS_KNOTS && whole.count; i++) {
		struct row row;
		enum number_type type;
		if (!query_nearest(store, series, AXIS_STEP, from + span * i / BENDS_KNOTS, &row, &type))
			continue;
		if (!add_knot(&bend->by_tag, (double)row.step, number_value(type, row.bits)))
			return false;
	}
	return true;
}

static void make_by_tag(struct bend *bend, const struct store *store, uint32_t series)
{
	struct warp *warp = &bend->by_tag;
	bend->series = series;
	bend->generation = store_series_head(store, series).generation;
	warp->count = 0;
	bend->points = places_count(store, series);
	/* A tag that goes back has several places for one value: none is right. */
	if (!(bend->points <= BENDS_KNOTS ? take_all : sample_tag)(bend, store, series))
		warp->count = 0;
	warp->bounded = true; /* what it was before, or will be, nobody has written */
}

static const struct warp *by_tag(struct bends *bends, struct bend *bend, const struct scene *scene)
{
	const char *name = choice_extent(scene->choice)->x_tag;
	uint32_t tag = name ? store_tag_find(scene->store, slice_of(name)) : STORE_NONE;
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(scene->store, bend->run, tag);
	if (series == STORE_NONE || store_series_head(scene->store, series).kind != KIND_SCALAR)
		return NULL;
	if (bend->series != series || bend->generation != store_series_head(scene->store, series).generation)
		make_by_tag(bend, scene->store, series);
	bends->falls |= !bend->by_tag.count;
	if (bend->points > BENDS_KNOTS && bend->points > bends->left_out)
		bends->left_out = bend->points;
	return bend->by_tag.count ? &bend->by_tag : NULL;
}

bool bends_prepare(struct bends *bends, const struct scene *scene, struct lineup *lineup)
{
	enum x_axis axis = choice_x(scene->choice);
	size_t budget = BENDS_LINKS;
	bool all = true;
	bends->falls = false;
	bends->left_out = 0;
	bends->cut = bends->cut_runs = 0;
	for (size_t i = 0; i < lineup->run_count; i++)
		lineup->runs[i].warp = NULL;
	lineup_bend(lineup);
	if (axis != X_ACTIVE && axis != X_TAG)
		return true;
	reserve(bends, lineup);
	for (size_t i = 0; i < lineup->run_count; i++) {
		struct bend *bend = &bends->items[lineup->runs[i].run];
		if (axis == X_TAG) {
			lineup->runs[i].warp = by_tag(bends, bend, scene);
			continue;
		}
		all &= make_active(bend, scene, &budget);
		bends->cut = fmax(bends->cut, bend->active.cut);
		bends->cut_runs += bend->active.cut > 0;
		lineup->runs[i].warp = bend->active.warp.count ? &bend->active.warp : NULL;
	}
	lineup_bend(lineup);
	return all;
}

void bends_fini(struct bends *bends)
{
	for (size_t i = 0; i < bends->count; i++) {
		active_fini(&bends->items[i].active);
		warp_fini(&bends->items[i].by_tag);
	}
	free(bends->items);
	*bends = (struct bends){0};
}
