#include "base/alloc.h"
#include "base/number.h"
#include "view/axes.h"
#include "view/box.h"
#include "view/histograms.h"
#include "view/scene.h"

#include <math.h>
#include <stdlib.h>

float *histograms_levels(struct histograms *view, size_t count)
{
	if (count > view->level_capacity) {
		free(view->levels);
		view->level_capacity = count;
		view->levels = xcalloc(count, sizeof *view->levels);
	}
	for (size_t i = 0; i < count; i++)
		view->levels[i] = 0;
	return view->levels;
}

/* Tails are seen in a heat map by the logarithm alone; shapes are true to scale in the others. */
bool histograms_log(const struct histograms *view)
{
	return (view->form == FORM_HEAT) != view->other_counts;
}

/* Payloads are found by step and by wall time alone. */
enum axis_source histograms_source(const struct scene *scene)
{
	return axis_source(choice_x(scene->choice));
}

struct scale histograms_x(const struct histograms *view, const struct scene *scene, const struct sampling *sampling)
{
	bool wall = choice_x(scene->choice) == X_WALL;
	bool by_step = histograms_source(scene) == AXIS_STEP;
	struct run_info run = store_run(scene->store, view->browse.run);
	double zero = !by_step && !wall && run.has_start ? run.start_time : 0;
	double from = sampling->from - zero, to = sampling->to - zero;
	if (!(from < to)) { /* a step alone stands in the middle of its column; a time at its start */
		from -= by_step ? 0.5 : 0;
		to += by_step ? 0.5 : 1;
	}
	struct scale scale = scale_of(by_step ? SCALE_LINEAR : wall ? SCALE_TIME : SCALE_DURATION, from, to, false);
	scale.whole = by_step;
	return scale;
}

static struct histogram_column look(const struct scene *scene, const struct asset_place *place)
{
	struct asset_answer answer = {.state = ASSET_NONE};
	if (scene->assets)
		answer = assets_look(scene->assets, place);
	return (struct histogram_column){answer.state, answer.why,
	                                 answer.state == ASSET_READY ? &answer.asset->histogram : NULL};
}

void columns_prepare(struct histograms *view, const struct scene *scene, size_t count, struct asks *out)
{
	view->points = view->waiting = view->failed = 0;
	if (!sampling_prepare(&view->sampling, scene->store, view->browse.series, histograms_source(scene), count))
		return;
	if (count > view->column_capacity) {
		view->column_capacity = count;
		view->columns = xrealloc(view->columns, count * sizeof *view->columns);
	}
	for (size_t i = 0; i < count; i++) {
		const struct sample *sample = &view->sampling.items[i];
		if (sample->same) {
			view->columns[i] = view->columns[i - 1];
			continue;
		}
		struct histogram_column column = look(scene, &sample->place);
		if (out)
			ask_asset(out, &sample->place);
		view->columns[i] = column;
		view->points++;
		view->failed += column.state == ASSET_FAILED;
		view->waiting += column.state != ASSET_FAILED && column.state != ASSET_READY;
		if (column.state == ASSET_FAILED)
			view->why = column.why;
	}
}

struct histogram_range columns_range(const struct histograms *view)
{
	struct histogram_range range = {INFINITY, -INFINITY};
	for (size_t i = 0; i < view->sampling.count; i++)
		if (view->columns[i].histogram && !view->sampling.items[i].same)
			histogram_range_add(&range, view->columns[i].histogram);
	return range.left <= range.right ? histogram_range_done(range) : (struct histogram_range){0, 1};
}

/* ---- The cursor ---------------------------------------------------------------------- */

void cursor_prepare(struct histograms *view, const struct scene *scene, struct asks *out)
{
	view->at_cursor = (struct histogram_column){0};
	if (!view->slider.any)
		return;
	view->at_cursor = look(scene, &view->slider.place);
	ask_asset(out, &view->slider.place);
}

/* Hostile ones are drawn as far as they make sense; that they are is said. */
static const char *wrong_with(const struct histogram *histogram)
{
	double right = -INFINITY, all = 0;
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		if (isnan(bucket->left) || isnan(bucket->right) || isnan(bucket->count))
			return "a bucket is not a number";
		if (isinf(bucket->left) || isinf(bucket->right))
			return "a bucket has no end";
		if (!isfinite(bucket->count))
			return "a bucket's count is infinite";
		if (bucket->count < 0)
			return "a bucket's count is below zero";
		if (bucket->right < bucket->left || bucket->left < right)
			return "buckets are not in order";
		right = bucket->right;
		all += bucket->count;
	}
	return isfinite(all) ? NULL : "the counts are too large to be added up";
}

static void add_number(struct label *line, int columns, const char *name, double value)
{
	char text[NUMBER_SIZE];
	number_short(text, value, 4);
	line_add(line, columns, "%s %s", name, text);
}

static void say_facts(struct histograms *view, const struct histogram *histogram, int columns)
{
	struct histogram_facts facts = histogram_facts(histogram);
	add_number(&view->facts, columns, "count", facts.total);
	add_number(&view->facts, columns, "min", facts.least);
	add_number(&view->facts, columns, "max", facts.most);
	add_number(&view->facts, columns, "mean", facts.mean);
	add_number(&view->facts, columns, "std", facts.deviation);
	if (facts.zeros >= 0.001)
		line_add(&view->facts, columns, "zeros ≤%.1f%%", 100 * facts.zeros);
}

static void say_lines(struct histograms *view, const struct histogram *histogram, int columns)
{
	static const char *const names[HISTOGRAM_LINES] = {"", "7%", "16%", "31%", "50%", "69%", "84%", "93%", ""};
	/* The most telling ones first, where there is room for few: but in their order. */
	static const int kept[][HISTOGRAM_LINES] = {{0, 1, 1, 1, 1, 1, 1, 1, 0}, {0, 1, 0, 1, 1, 1, 0, 1, 0}, {0, 1, 0, 0, 1, 0, 0, 1, 0}};
	double lines[HISTOGRAM_LINES];
	if (!histogram_has_lines(histogram)) {
		line_add(&view->lines, columns, "no percentiles: %s", view->wrong);
		return;
	}
	histogram_lines(histogram, lines);
	for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
		struct label whole = {0};
		for (int i = 0; i < HISTOGRAM_LINES; i++)
			if (kept[k][i])
				add_number(&whole, LABEL_SIZE, names[i], lines[i]);
		if (whole.width <= columns) {
			view->lines = whole;
			return;
		}
	}
}

static void say_state(struct histograms *view, int columns)
{
	view->state = (struct label){0};
	if (view->waiting)
		line_add(&view->state, columns, "reading %zu of %zu", view->waiting, view->points);
	if (view->failed)
		line_add(&view->state, columns, "%zu of %zu unreadable: %s", view->failed, view->points, status_text(view->why));
}

void cursor_say(struct histograms *view)
{
	int columns = view->readout.width;
	const struct histogram *histogram = view->at_cursor.histogram;
	view->facts = view->lines = (struct label){0};
	view->wrong = NULL;
	say_state(view, columns);
	if (view->at_cursor.state == ASSET_FAILED) {
		view->wrong = status_text(view->at_cursor.why);
	} else if (histogram && !histogram->count) {
		line_add(&view->facts, columns, "empty: no value was counted");
	} else if (histogram) {
		view->wrong = wrong_with(histogram);
		say_facts(view, histogram, columns);
		say_lines(view, histogram, columns);
	} else if (view->slider.any) {
		line_add(&view->facts, columns, "reading …");
	}
}
