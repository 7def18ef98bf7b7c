#include "view/step_strip.h"

#include "chart/spark.h"

#include <math.h>

enum role pause_role(enum pause_kind kind)
{
	switch (kind) {
	case PAUSE_EVAL: return ROLE_SERIES_2;
	case PAUSE_CHECKPOINT: return ROLE_SERIES_4;
	case PAUSE_STALL:
	case PAUSE_RESTART: return ROLE_BAD;
	default: return ROLE_WARN;
	}
}

static bool is_by_step(enum x_axis axis)
{
	return axis != X_RELATIVE && axis != X_WALL;
}

static struct strip_span span_of(const struct scene *scene, uint32_t run, const struct steptrace *trace, bool whole)
{
	enum x_axis axis = choice_x(scene->choice);
	const struct trace_bucket *last = &trace->buckets[trace->count - 1];
	struct run_info info = store_run(scene->store, run);
	bool step = is_by_step(axis);
	double origin = axis == X_RELATIVE && info.has_start && isfinite(info.start_time) ? info.start_time : 0;
	struct strip_span out = {axis, (step ? (double)trace->first_step : trace->first_wall) - origin,
	                         (step ? (double)last->step : last->wall) - origin, origin};
	struct window zoom;
	if (!whole && choice_zoom(scene->choice, &zoom) && zoom.to > zoom.from) {
		out.from = zoom.from;
		out.to = zoom.to;
	}
	return out;
}

static double place_of(const struct strip_span *span, int64_t step, double wall)
{
	double x = (is_by_step(span->axis) ? (double)step : wall) - span->origin;
	return (x - span->from) / (span->to - span->from);
}

/* A bucket fills the cells from where the one before it ended; the highest in a cell counts. */
static void fill_cells(struct step_strip *strip, const struct steptrace *trace, const struct steptime *steptime)
{
	double low = steptime->p50 / 2, high = fmax(trace->high, 2 * steptime->p50);
	double before = place_of(&strip->span, trace->first_step, trace->first_wall);
	for (uint32_t i = 0; i < trace->count; i++) {
		const struct trace_bucket *bucket = &trace->buckets[i];
		double place = place_of(&strip->span, bucket->step, bucket->wall);
		double level = log(fmax(bucket->max, low) / low) / log(high / low);
		int from = (int)fmax(before * strip->count, 0), to = (int)fmin(place * strip->count, strip->count - 1);
		for (int x = from; x <= to && x < strip->count; x++)
			if (!(strip->cells[x].level >= level)) {
				strip->cells[x].level = level;
				strip->cells[x].role = ROLE_SERIES_0;
			}
		before = place;
	}
}

static void mark_pauses(struct step_strip *strip, const struct steptime *steptime)
{
	for (uint32_t i = 0; i < steptime->spell_count; i++) {
		const struct pause_spell *spell = &steptime->spells[i];
		double place = place_of(&strip->span, spell->step, spell->to) * strip->count;
		int x = place >= strip->count ? strip->count - 1 : (int)place;
		if (place >= 0 && place <= strip->count)
			strip->cells[x].role = pause_role(spell->kind);
	}
}

bool step_strip_prepare(struct step_strip *strip, const struct scene *scene, uint32_t run,
                        const struct steptime *steptime, int cells, bool whole)
{
	const struct steptrace *trace = scene->steptimes ? steptimes_trace(scene->steptimes, scene->store, run) : NULL;
	strip->count = 0;
	if (cells < 1 || !trace || !trace->count || !(steptime->p50 > 0))
		return false;
	strip->span = span_of(scene, run, trace, whole);
	if (!(strip->span.to > strip->span.from))
		return false;
	strip->count = cells < STRIP_CELLS ? cells : STRIP_CELLS;
	for (int x = 0; x < strip->count; x++)
		strip->cells[x].level = NAN;
	fill_cells(strip, trace, steptime);
	mark_pauses(strip, steptime);
	return true;
}

void step_strip_paint(const struct step_strip *strip, struct canvas *canvas, int x, int y)
{
	for (int i = 0; i < strip->count; i++)
		level_paint(canvas, x + i, y, strip->cells[i].level, strip->cells[i].role);
}
