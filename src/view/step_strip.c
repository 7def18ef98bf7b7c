#include "view/step_strip.h"

#include "chart/spark.h"
#include "model/run_series.h"
#include "view/axes.h"
#include "view/tail.h"

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

static struct scale shown_of(const struct step_strip *strip, const struct scene *scene, const struct line_run *line,
                             const struct steptrace *trace)
{
	const struct trace_bucket *last = &trace->buckets[trace->count - 1];
	double from = axis_place(strip->axis, line, trace->first_step, trace->first_wall);
	double to = axis_place(strip->axis, line, last->step, last->wall);
	struct window zoom;
	if (choice_zoom(scene->choice, &zoom) && zoom.to > zoom.from) {
		from = zoom.from;
		to = zoom.to;
	} else {
		struct window all = {from, to};
		from = fmax(from, tail_begin(scene, strip->axis, line, run_clock(scene->store, line->run), all));
	}
	bool log = axis_is_log(scene->choice);
	if (log && from < 1)
		from = 1;
	return from < to ? scale_of(log ? SCALE_LOG : axis_scale(strip->axis), from, to, false) : (struct scale){.from = NAN};
}

static struct scale whole_of(const struct steptrace *trace)
{
	double from = (double)trace->first_step, to = (double)trace->buckets[trace->count - 1].step;
	return from < to ? scale_of(SCALE_LINEAR, from, to, false) : (struct scale){.from = NAN};
}

/* NaN, the place of nothing before a logarithm, is before all. */
static double place_of(const struct step_strip *strip, const struct line_run *line, int64_t step, double wall)
{
	double place = scale_position(&strip->scale, axis_place(strip->axis, line, step, wall));
	return isnan(place) ? -1 : place;
}

/* A bucket fills the cells from where the one before it ended; the highest in a cell counts. */
static void fill_cells(struct step_strip *strip, const struct line_run *line, const struct steptrace *trace,
                       const struct steptime *steptime)
{
	double low = steptime->p50 / 2, high = fmax(trace->high, 2 * steptime->p50);
	double before = place_of(strip, line, trace->first_step, trace->first_wall);
	for (uint32_t i = 0; i < trace->count; i++) {
		const struct trace_bucket *bucket = &trace->buckets[i];
		double place = place_of(strip, line, bucket->step, bucket->wall);
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

/* All of it where it takes time on the axis; the cell in which it began may be that of the steps before. */
static void mark_pauses(struct step_strip *strip, const struct line_run *line, const struct steptime *steptime)
{
	for (uint32_t i = 0; i < steptime->spell_count; i++) {
		const struct pause_spell *spell = &steptime->spells[i];
		double begin = place_of(strip, line, spell->after, spell->from) * strip->count;
		double end = place_of(strip, line, spell->step, spell->to) * strip->count;
		if (!(end >= 0) || !(begin <= strip->count))
			continue;
		int to = (int)fmin(end, strip->count - 1), from = (int)fmin(fmax(begin + 1, 0), to);
		for (int x = from; x <= to; x++)
			strip->cells[x].role = pause_role(spell->kind);
	}
}

bool step_strip_prepare(struct step_strip *strip, const struct scene *scene, const struct line_run *line, uint32_t run,
                        const struct steptime *steptime, int cells)
{
	const struct steptrace *trace = scene->steptimes ? steptimes_trace(scene->steptimes, scene->store, run) : NULL;
	enum x_axis axis = choice_x(scene->choice);
	strip->count = 0;
	if (cells < 1 || !trace || !trace->count || !(steptime->p50 > 0))
		return false;
	bool bent = axis == X_ACTIVE || axis == X_TAG;
	strip->axis = !line || (bent && !line->warp) ? X_STEP : axis;
	strip->scale = strip->axis == axis && line ? shown_of(strip, scene, line, trace) : whole_of(trace);
	if (!(strip->scale.to > strip->scale.from))
		return false;
	strip->count = cells < STRIP_CELLS ? cells : STRIP_CELLS;
	for (int x = 0; x < strip->count; x++)
		strip->cells[x].level = NAN;
	fill_cells(strip, line, trace, steptime);
	mark_pauses(strip, line, steptime);
	return true;
}

void step_strip_paint(const struct step_strip *strip, struct canvas *canvas, int x, int y)
{
	for (int i = 0; i < strip->count; i++)
		level_paint(canvas, x + i, y, strip->cells[i].level, strip->cells[i].role);
}
