#include "view/run_order.h"

#include "base/alloc.h"
#include "base/names.h"
#include "base/number.h"
#include "model/query.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BAND_DIGITS 3
#define DEVIATION_DIGITS 1

/* ---- Values ------------------------------------------------------------------ */

static uint32_t scalars_of(const struct scene *scene, uint32_t run, uint32_t tag)
{
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(scene->store, run, tag);
	bool fits = series != STORE_NONE && store_series_head(scene->store, series).kind == KIND_SCALAR;
	return fits ? series : STORE_NONE;
}

/* The newest finite value of the tag; NaN without. */
static double newest_value(const struct scene *scene, uint32_t run, uint32_t tag)
{
	uint32_t series = scalars_of(scene, run, tag);
	struct row row;
	enum number_type type;
	if (series == STORE_NONE || !store_last_row(scene->store, series, &row, &type))
		return NAN;
	double value = number_value(type, row.bits);
	return isfinite(value) ? value : NAN;
}

struct band run_order_band(const struct scene *scene, const uint32_t *runs, size_t count, uint32_t tag)
{
	double *values = xmalloc((count + 1) * sizeof *values);
	size_t there = 0;
	for (size_t i = 0; i < count; i++) {
		values[there] = newest_value(scene, runs[i], tag);
		there += !isnan(values[there]);
	}
	struct band band = band_of(values, there, choice_band(scene->choice));
	free(values);
	return band;
}

void run_order_say(char *out, size_t size, const struct band *band, struct band_spec spec)
{
	char a[NUMBER_SIZE], b[NUMBER_SIZE];
	bool deviation = spec.kind == BAND_STD || band->count < 2;
	number_short(a, deviation ? band->mean : band->low, BAND_DIGITS);
	number_short(b, deviation ? band->high - band->mean : band->high, deviation ? DEVIATION_DIGITS : BAND_DIGITS);
	if (band->count < 2)
		snprintf(out, size, "%s", a);
	else
		snprintf(out, size, deviation ? "%s±%s" : "%s…%s", a, deviation && b[0] == '0' && b[1] == '.' ? b + 1 : b);
}

static enum better better_of(const struct scene *scene, uint32_t tag)
{
	return tag == STORE_NONE ? BETTER_UNKNOWN : choice_better(scene->choice, store_tag_name(scene->store, tag));
}

uint32_t run_order_best(const struct scene *scene, const uint32_t *runs, size_t count, uint32_t tag)
{
	enum better better = better_of(scene, tag);
	uint32_t best = STORE_NONE;
	double best_value = NAN;
	size_t compared = 0;
	for (size_t i = 0; i < count && better != BETTER_UNKNOWN; i++) {
		uint32_t series = scalars_of(scene, runs[i], tag);
		if (series == STORE_NONE)
			continue;
		struct chunk_summary whole = query_whole(scene->store, series);
		double value = better == BETTER_LOW ? whole.min : whole.max;
		compared += !isnan(value);
		if (isnan(value) || (best != STORE_NONE && !better_than(better, value, best_value)))
			continue;
		best = runs[i];
		best_value = value;
	}
	return compared > 1 ? best : STORE_NONE;
}

/* ---- Sorting -------------------------------------------------------------------- */

struct keyed {
	uint32_t run;
	size_t position;
	double key; /* the least first; NaN last */
};

static int compare_keys(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	if (isnan(x->key) != isnan(y->key))
		return isnan(x->key) - isnan(y->key);
	if (x->key < y->key || x->key > y->key)
		return x->key < y->key ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

static double key_of(const struct scene *scene, uint32_t run, size_t position, uint32_t tag)
{
	struct run_info info;
	switch (choice_run_sort(scene->choice)) {
	case RUN_SORT_NEWEST: return -run_newest_wall(scene->store, run, scene->now);
	case RUN_SORT_VALUE: return newest_value(scene, run, tag) * (better_of(scene, tag) == BETTER_LOW ? 1 : -1);
	case RUN_SORT_STEP: info = store_run(scene->store, run); return info.has_step ? -(double)info.last_step : NAN;
	case RUN_SORT_NAME:
	case RUN_SORT_COUNT: break;
	}
	return (double)position;
}

void run_order_sort(const struct scene *scene, uint32_t tag, uint32_t *runs, size_t count)
{
	bool reversed = choice_sort_reversed(scene->choice);
	if (choice_run_sort(scene->choice) == RUN_SORT_NAME && !reversed)
		return;
	struct keyed *list = xmalloc((count + 1) * sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = (struct keyed){runs[i], i, key_of(scene, runs[i], i, tag) * (reversed ? -1 : 1)};
	qsort(list, count, sizeof *list, compare_keys);
	for (size_t i = 0; i < count; i++)
		runs[i] = list[i].run;
	free(list);
}

struct slice group_name_for(const struct group_name *name, int columns)
{
	return name->terse.length && text_width(name->plain) > columns ? name->terse : name->plain;
}

/* ---- Groups ---------------------------------------------------------------------- */

/* Which group each run is in, by number in the order of first members; how many there are. */
static size_t number_groups(const struct scene *scene, const uint32_t *runs, size_t count, struct run_group *groups,
                            uint32_t *numbers)
{
	struct names keys;
	uint32_t *of_key = xmalloc((count + 1) * sizeof *of_key);
	size_t found = 0;
	names_init(&keys);
	for (size_t i = 0; i < count; i++) {
		struct slice name = store_run(scene->store, runs[i]).name, key = name;
		uint32_t before = keys.count, number = NAMES_NONE;
		if (choice_group_key(scene->choice, scene->store, runs[i], &key))
			number = names_intern(&keys, key);
		bool anew = number == NAMES_NONE || number == before;
		if (anew && number != NAMES_NONE)
			of_key[number] = (uint32_t)found;
		if (anew)
			groups[found++] = (struct run_group){.key = key};
		numbers[i] = anew ? (uint32_t)found - 1 : of_key[number];
		groups[numbers[i]].count++;
	}
	names_fini(&keys);
	free(of_key);
	return found;
}

size_t run_order_group(const struct scene *scene, uint32_t *runs, size_t count, struct run_group *groups)
{
	uint32_t *numbers = xmalloc((count + 1) * sizeof *numbers), *before = xmalloc((count + 1) * sizeof *before);
	size_t found = number_groups(scene, runs, count, groups, numbers), from = 0;
	for (size_t i = 0; i < found; i++) {
		groups[i].from = from;
		from += groups[i].count;
		groups[i].count = 0;
	}
	if (count) /* else there may be no runs at all */
		memcpy(before, runs, count * sizeof *runs);
	for (size_t i = 0; i < count; i++) {
		struct run_group *group = &groups[numbers[i]];
		runs[group->from + group->count++] = before[i];
	}
	for (size_t i = 0; i < found; i++) {
		struct run_group *group = &groups[i];
		if (group->count == 1)
			group->key = store_run(scene->store, runs[group->from]).name;
		group->name = (struct group_name){.plain = group->key};
		if (group->count > 1)
			choice_group_brief(scene->choice, runs[group->from], &group->name.plain, &group->name.terse);
	}
	free(numbers);
	free(before);
	return found;
}
