#include "model/active.h"

#include "base/alloc.h"
#include "model/tables.h"

#include <math.h>
#include <string.h>

#define FIRST 8 /* points of which it may turn out that the clock was ahead from the start */

void active_fini(struct active *active)
{
	warp_fini(&active->warp);
	warp_fini(&active->next);
}

static void add_knot(struct active *active, double wall)
{
	struct warp *next = &active->next;
	if (array_reserve(&next->knots, &next->capacity, next->count + 1))
		next->knots[next->count++] = (struct knot){wall, active->now};
}

static void note_cut(struct active *active, double until)
{
	if (active->unsure_count == ACTIVE_UNSURE)
		memmove(active->unsure, active->unsure + 1, --active->unsure_count * sizeof *active->unsure);
	active->unsure[active->unsure_count++] = (struct active_cut){
		until, active->last_wall, active->now, active->next_cut, active->last_step, active->next.count, active->cuts};
}

/* To before the pause in which that time lies: it was none. */
static bool take_back(struct active *active, double wall)
{
	for (size_t i = active->unsure_count; i-- > 0 && wall < active->unsure[i].until;) {
		const struct active_cut *cut = &active->unsure[i];
		if (wall <= cut->last_wall)
			continue;
		active->last_wall = cut->last_wall;
		active->last_step = cut->last_step;
		active->now = cut->now;
		active->next_cut = cut->cut;
		active->next.count = cut->knots;
		active->cuts = cut->cuts;
		active->unsure_count = i;
		return active->astray = true;
	}
	return false;
}

/* Where the very first are ahead, it begins with those behind them. */
static bool begins_again(struct active *active, double wall)
{
	if (active->taken > FIRST || !(active->last_wall - wall > active->limit))
		return false;
	active->next.count = active->cuts = active->unsure_count = 0;
	active->next_cut = active->now = 0;
	active->started = false;
	return active->astray = true;
}

/* A clock that goes back stands still: time never falls. */
static void take(struct active *active, const struct row *row)
{
	double wall = row->wall_time;
	if (!isfinite(wall))
		return;
	bool back = active->started && !(wall > active->last_wall);
	if (back && !take_back(active, wall) && !begins_again(active, wall)) {
		active->astray |= active->next.count && wall < active->next.knots[0].in - active->limit;
		return;
	}
	double seconds = wall - active->last_wall;
	active->taken++;
	if (!active->started) {
		active->started = true;
		add_knot(active, wall);
	} else {
		double steps = fmax((double)row->step - (double)active->last_step, 1), spent = seconds;
		if (seconds > active->limit * steps && active->cuts < ACTIVE_CUTS) {
			spent = fmin(seconds, active->usual * steps);
			note_cut(active, wall);
			add_knot(active, active->last_wall);
			active->now += spent;
			add_knot(active, wall);
			active->next_cut += seconds - spent;
			active->cuts++;
		} else {
			active->now += spent;
		}
	}
	active->last_wall = wall;
	active->last_step = row->step;
}

static bool take_strip(struct active *active, const struct strip *strip, size_t *budget)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	for (; strip && active->link < strip->count && *budget; active->link++) {
		size_t count = strip_read(strip, active->link, rows, &type);
		--*budget;
		for (size_t i = 0; i < count; i++)
			take(active, &rows[i]);
	}
	return !strip || active->link == strip->count;
}

static void begin(struct active *active, uint32_t number, uint64_t generation, double limit, double usual)
{
	active->series = number;
	active->generation = generation;
	active->limit = limit;
	active->usual = usual;
	active->next.count = active->strip = active->link = active->cuts = 0;
	active->next_cut = active->now = 0;
	active->started = active->complete = active->astray = false;
	active->unsure_count = active->taken = 0;
	active->begun = true;
}

bool active_go_on(struct active *active, const struct store *store, uint32_t number, double limit, double usual,
                  size_t *budget)
{
	const struct series *series = &store->series[number];
	bool same = active->begun && active->series == number && active->generation == series->generation;
	if (same && active->complete)
		return true;
	if (!same)
		begin(active, number, series->generation, limit, usual);
	while (active->strip < series_strip_count(series)) {
		if (!take_strip(active, series_strip(series, active->strip), budget))
			return false;
		active->strip++;
		active->link = 0;
	}
	if (active->astray)
		add_knot(active, active->last_wall);
	struct warp old = active->warp;
	active->warp = active->next;
	active->warp.slope = active->astray ? 0 : 1;
	active->next = old;
	active->cut = active->next_cut;
	active->complete = true;
	return true;
}
