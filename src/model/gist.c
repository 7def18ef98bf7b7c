#include "model/gist.h"

#include "base/text.h"
#include "model/eval_name.h"
#include "model/query.h"
#include "model/run_series.h"

#include <math.h>
#include <string.h>

static void set_text(char out[GIST_NAME], struct slice text)
{
	struct str clean = {0}, fit = {0};
	text_clean(&clean, text);
	text_fit(&fit, str_slice(&clean), GIST_NAME / 4 - 1, TEXT_CUT_MIDDLE); /* a code point takes four bytes at most */
	size_t length = fit.length < GIST_NAME ? fit.length : 0;
	memset(out, 0, GIST_NAME);
	memcpy(out, str_text(&fit), length);
	str_fini(&clean);
	str_fini(&fit);
}

static struct slice last_part(struct slice name)
{
	size_t begin = name.length;
	while (begin && name.data[begin - 1] != '/')
		begin--;
	return slice_make(name.data + begin, name.length - begin);
}

/* ---- Which tags ---------------------------------------------------------------------------- */

struct pick {
	uint32_t series;
	int worth;
};

/* The most telling scalar of a run: a loss before others, the first of equals. `evals`: of evaluation, or not. */
static void pick_best(struct pick *best, const struct store *store, uint32_t run, bool evals, bool all_are)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		struct slice name = store_tag_name(store, info.tag);
		if (info.kind != KIND_SCALAR || info.derived || (all_are || is_eval_name(name)) != evals)
			continue;
		int worth = slice_contains(last_part(name), "loss") ? 3 : slice_contains(name, "loss") ? 2 : 1;
		if (worth > best->worth)
			*best = (struct pick){series, worth};
	}
}

static uint32_t pick_main(const struct store *store, uint32_t run, uint32_t tag)
{
	struct pick best = {STORE_NONE, 0};
	uint32_t wanted = tag == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
	if (wanted != STORE_NONE && store_series_head(store, wanted).kind == KIND_SCALAR)
		return wanted;
	pick_best(&best, store, run, false, false);
	return best.series;
}

static uint32_t pick_eval(const struct store *store, uint32_t run)
{
	struct pick best = {STORE_NONE, 0};
	uint32_t position = 0, other = run_evaluating(store, run, &position);
	pick_best(&best, store, run, true, false);
	if (other != STORE_NONE)
		pick_best(&best, store, other, true, true);
	return best.series;
}

static uint32_t pick_other(const struct store *store, uint32_t run, uint32_t but)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		if (series != but && store_series_head(store, series).kind == KIND_SCALAR)
			return series;
	}
	return STORE_NONE;
}

/* ---- Filling --------------------------------------------------------------------------------- */

static void fill_spark(struct gist_tag *out, const struct store *store, uint32_t series)
{
	struct chunk_summary all = query_whole(store, series);
	struct column columns[GIST_SPARK];
	struct window window = {(double)all.min_step, (double)all.max_step};
	size_t count = window.to > window.from ? GIST_SPARK : 1;
	if (!query_columns(store, series, AXIS_STEP, window, columns, count))
		return;
	for (size_t i = 0; i < count; i++)
		if (isfinite(columns[i].last))
			out->spark[out->spark_count++] = columns[i].last;
}

static bool is_blank(struct slice name)
{
	for (size_t i = 0; i < name.length; i++)
		if (name.data[i] != ' ')
			return false;
	return true;
}

/* "val" says more than "loss" where both are one. What could not be seen has quotes. */
static struct slice short_name(const struct store *store, uint32_t series, bool eval)
{
	struct slice name = store_tag_name(store, store_series_head(store, series).tag), last = last_part(name);
	if (eval && slice_contains(last, "loss"))
		return slice_of("val");
	return is_blank(name) ? slice_of("\"\"") : is_blank(last) ? name : last;
}

static void add_tag(struct gist *gist, const struct store *store, uint32_t series, bool eval)
{
	struct row row;
	enum number_type type;
	if (series == STORE_NONE || !store_last_row(store, series, &row, &type))
		return;
	struct gist_tag *tag = &gist->tags[gist->tag_count++];
	set_text(tag->name, short_name(store, series, eval));
	tag->value = tag->before = number_value(type, row.bits);
	fill_spark(tag, store, series);
	if (tag->spark_count > 1)
		tag->before = tag->spark[tag->spark_count - 2];
}

static double odd_newest(const struct store *store, uint32_t run)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		struct row row;
		enum number_type type;
		uint32_t series = store_run_series_at(store, run, i);
		if (store_series_head(store, series).kind == KIND_SCALAR && store_last_row(store, series, &row, &type) &&
		    !isfinite(number_value(type, row.bits)))
			return number_value(type, row.bits);
	}
	return 0;
}

struct gist gist_of(const struct store *store, uint32_t run, const struct steptime *steptime, uint32_t tag,
                        struct target target, double now)
{
	struct run_info info = store_run(store, run);
	struct gist gist;
	memset(&gist, 0, sizeof gist); /* padding, too: it is kept */
	set_text(gist.run, info.name);
	gist.vitals = run_vitals(store, run, steptime->gap_p99, now);
	gist.has_step = info.has_step;
	gist.last_step = info.last_step;
	gist.rate = steptime->rate_now;
	gist.p95 = steptime->p95;
	gist.steptime = *steptime;
	gist.target = target;
	gist.restarts = info.restarts;
	gist.problems = info.problems;
	gist.odd = odd_newest(store, run);
	uint32_t first = pick_main(store, run, tag), second = pick_eval(store, run);
	if (first == STORE_NONE) {
		first = second;
		second = STORE_NONE;
	}
	if (second == STORE_NONE || second == first)
		second = pick_other(store, run, first);
	bool eval = first != STORE_NONE && is_eval_name(store_tag_name(store, store_series_head(store, first).tag));
	add_tag(&gist, store, first, eval);
	if (gist.tag_count)
		add_tag(&gist, store, second, second == pick_eval(store, run));
	return gist;
}

void gist_set_name(struct gist *gist, struct slice name)
{
	set_text(gist->run, name);
}

static bool ends(const char *text)
{
	return memchr(text, '\0', GIST_NAME) != NULL;
}

bool gist_is_sound(const struct gist *gist)
{
	if (!ends(gist->run) || gist->tag_count > GIST_TAGS || (unsigned)gist->target.source > TARGET_SIBLING)
		return false;
	for (uint32_t i = 0; i < gist->tag_count; i++)
		if (!ends(gist->tags[i].name) || gist->tags[i].spark_count > GIST_SPARK)
			return false;
	return true;
}

double gist_part(const struct gist *gist)
{
	double part = (double)gist->last_step / gist->target.step;
	return gist->target.source != TARGET_NONE && gist->has_step && part >= 0 ? fmin(part, 1) : NAN;
}

struct eta gist_time_left(const struct gist *gist, double now)
{
	return eta_left(&gist->steptime, gist->target.step, vitals_state(&gist->vitals, now), now - gist->vitals.newest);
}
