#include "model/jump.h"

#include "model/tables.h"

#include <math.h>

/* What is looked for: the step nearest to the start whose value will do. */
struct hunt {
	enum jump_way way;
	int64_t from; /* the step itself is not among those that are looked at */
	bool all;     /* of the first point on, whatever its step */
	bool bad;     /* values that are not finite; else those better than `limit` */
	bool high;
	double limit; /* NaN: any finite value will do */
	bool found;
	int64_t step;
};

static bool better(const struct hunt *hunt, double value)
{
	return isnan(hunt->limit) ? isfinite(value) : hunt->high ? value > hunt->limit : value < hunt->limit;
}

/* Whether a step lies on the right side, and nearer than what was found. */
static bool nearer(const struct hunt *hunt, int64_t step)
{
	if (hunt->way == JUMP_ON)
		return (step > hunt->from || hunt->all) && (!hunt->found || step < hunt->step);
	return step < hunt->from && (!hunt->found || step > hunt->step);
}

static bool may_hold(const struct hunt *hunt, const struct chunk_summary *node)
{
	bool on = hunt->way == JUMP_ON;
	if (!node->count || (!hunt->all && (on ? node->max_step <= hunt->from : node->min_step >= hunt->from)))
		return false;
	if (hunt->found && (on ? node->min_step >= hunt->step : node->max_step <= hunt->step))
		return false;
	if (hunt->bad)
		return node->nan + node->infinite > 0;
	return better(hunt, hunt->high ? node->max : node->min);
}

static void hunt_link(struct hunt *hunt, const struct strip *strip, size_t index)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = strip_read(strip, index, rows, &type);
	for (size_t i = 0; i < count; i++) {
		double value = number_value(type, rows[i].bits);
		bool wanted = hunt->bad ? !isfinite(value) : isfinite(value) && better(hunt, value);
		if (!wanted || !nearer(hunt, rows[i].step))
			continue;
		hunt->found = true;
		hunt->step = rows[i].step;
	}
}

/* From the end that lies nearest, so that what comes later can be left out. */
static void hunt_nodes(struct hunt *hunt, const struct strip *strip, size_t level, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		size_t at = hunt->way == JUMP_ON ? i : to - 1 - (i - from);
		struct chunk_summary node = strip_node(strip, level, at);
		if (!may_hold(hunt, &node))
			continue;
		if (!level) {
			hunt_link(hunt, strip, at);
			continue;
		}
		size_t nodes = strip_nodes(strip, level - 1), end = (at + 1) * STRIP_FANOUT;
		hunt_nodes(hunt, strip, level - 1, at * STRIP_FANOUT, end < nodes ? end : nodes);
	}
}

static bool hunt_all(struct hunt *hunt, const struct series *series, int64_t *step)
{
	size_t count = series_strip_count(series);
	for (size_t s = 0; s < count; s++) {
		const struct strip *strip = series_strip(series, hunt->way == JUMP_ON ? s : count - 1 - s);
		if (strip && strip->count)
			hunt_nodes(hunt, strip, strip->level_count, 0, strip_nodes(strip, strip->level_count));
	}
	*step = hunt->step;
	return hunt->found;
}

bool jump_bad(const struct store *store, uint32_t series, int64_t from, enum jump_way way, int64_t *step)
{
	struct hunt hunt = {.way = way, .from = from, .bad = true};
	return hunt_all(&hunt, &store->series[series], step);
}

/* The best value of all steps that are not above `last`; NaN without. */
struct prefix {
	int64_t last;
	bool high;
	double best;
};

static void take_best(struct prefix *prefix, double value)
{
	prefix->best = prefix->high ? fmax(prefix->best, value) : fmin(prefix->best, value);
}

static void prefix_nodes(struct prefix *prefix, const struct strip *strip, size_t level, size_t from, size_t to)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	for (size_t i = from; i < to; i++) {
		struct chunk_summary node = strip_node(strip, level, i);
		if (!node.count || node.min_step > prefix->last)
			continue;
		if (node.max_step <= prefix->last) {
			take_best(prefix, prefix->high ? node.max : node.min);
		} else if (level) {
			size_t nodes = strip_nodes(strip, level - 1), end = (i + 1) * STRIP_FANOUT;
			prefix_nodes(prefix, strip, level - 1, i * STRIP_FANOUT, end < nodes ? end : nodes);
		} else {
			size_t count = strip_read(strip, i, rows, &type);
			for (size_t r = 0; r < count; r++)
				if (rows[r].step <= prefix->last && isfinite(number_value(type, rows[r].bits)))
					take_best(prefix, number_value(type, rows[r].bits));
		}
	}
}

static double best_until(const struct series *series, int64_t last, bool high)
{
	struct prefix prefix = {last, high, NAN};
	for (size_t s = 0; s < series_strip_count(series); s++) {
		const struct strip *strip = series_strip(series, s);
		if (strip && strip->count)
			prefix_nodes(&prefix, strip, strip->level_count, 0, strip_nodes(strip, strip->level_count));
	}
	return prefix.best;
}

bool jump_best(const struct store *store, uint32_t number, int64_t from, enum jump_way way, bool high, int64_t *step)
{
	const struct series *series = &store->series[number];
	struct hunt hunt = {.way = JUMP_ON, .high = high};
	if (way == JUMP_BACK && from == INT64_MIN)
		return false;
	double best = best_until(series, way == JUMP_ON ? from : from - 1, high);
	if (way == JUMP_BACK && isnan(best))
		return false;
	/* On: what is better than all so far. Back: the first that is as good as the best before here. */
	hunt.from = from;
	hunt.all = way == JUMP_BACK;
	hunt.limit = way == JUMP_ON ? best : nextafter(best, high ? -INFINITY : INFINITY);
	return hunt_all(&hunt, series, step);
}
