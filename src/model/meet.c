#include "model/choice_inside.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

/* ---- What filters look at --------------------------------------------------- */

static struct slice run_name_at(const void *store, uint32_t position)
{
	return store_run(store, store_run_at(store, position)).name;
}

static struct slice tag_name_at(const void *store, uint32_t position)
{
	return store_tag_name(store, store_tag_at(store, position));
}

/* What the filter in force says of each run is remembered: with a thousand runs it is asked often. */
static void match_run(struct choice *choice, uint32_t index)
{
	choice->runs[index].matches = pattern_matches(&choice->run_filter.pattern, names_text(&choice->names, index));
}

bool choice_try_run_filter(struct choice *choice, const struct store *store)
{
	struct pattern_names names = {store, store_run_count(store), run_name_at};
	bool changed = filter_try(&choice->run_filter, &names);
	for (uint32_t i = 0; i < choice->names.count; i++)
		match_run(choice, i);
	return changed;
}

bool choice_try_tag_filter(struct choice *choice, const struct store *store)
{
	struct pattern_names names = {store, store_tag_count(store), tag_name_at};
	return filter_try(&choice->tag_filter, &names);
}

/* ---- Runs ---------------------------------------------------------------------- */

/* One that was chosen, or kept from before, stays, and counts for the others. */
static void give_identity(struct choice *choice, uint32_t index)
{
	struct run_choice *run = &choice->runs[index];
	if (run->kept) {
		identity_note(&choice->given, (struct identity){run->hue, run->stroke, run->mark});
		return;
	}
	struct identity identity = identity_give(&choice->given, names_text(&choice->names, index));
	run->hue = identity.hue;
	run->stroke = identity.stroke;
	run->mark = identity.mark;
}

uint32_t choice_intern(struct choice *choice, struct slice run)
{
	uint32_t before = choice->names.count, index = names_intern(&choice->names, run);
	if (index == NAMES_NONE || index < before)
		return index;
	if (index >= choice->run_capacity) {
		choice->run_capacity = choice->run_capacity ? choice->run_capacity * 2 : 16;
		choice->runs = xrealloc(choice->runs, choice->run_capacity * sizeof *choice->runs);
	}
	choice->runs[index] = (struct run_choice){0};
	match_run(choice, index);
	return index;
}

static bool meet_run(struct choice *choice, struct slice name)
{
	uint32_t index = choice_intern(choice, name);
	if (index == NAMES_NONE || choice->runs[index].listed)
		return false;
	choice->runs[index].listed = true;
	give_identity(choice, index);
	if (choice->runs[index].touched)
		return true; /* it was decided on before */
	if (choice->settled || choice->shown_untouched < CHOICE_SHOWN_AT_START) {
		choice->runs[index].shown = true;
		choice->shown_untouched++;
	}
	return true;
}

void choice_meet(struct choice *choice, const struct store *store)
{
	uint32_t runs = store_run_count(store), tags = store_tag_count(store);
	bool changed = false;
	if (runs != choice->met_runs || choice->names.count < runs) {
		for (uint32_t i = 0; i < runs; i++)
			changed |= meet_run(choice, store_run(store, store_run_at(store, i)).name);
		changed |= choice_try_run_filter(choice, store);
	}
	if (tags != choice->met_tags)
		changed |= choice_try_tag_filter(choice, store);
	if (choice->grouping.by == GROUP_HPARAM) {
		if (!choice->hparam_groups)
			choice->hparam_groups = hparam_groups_new();
		changed |= hparam_groups_learn(choice->hparam_groups, store, choice->grouping.text);
	}
	choice->met_runs = runs;
	choice->met_tags = tags;
	choice->generation += changed;
}

struct dated {
	uint32_t index;
	double wall;
	uint32_t position;
};

static int compare_newest(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;
	if (x->wall != y->wall)
		return x->wall > y->wall ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

/* The untouched runs by newest record; `list` has room for all runs of the store. */
static size_t list_newest(const struct choice *choice, const struct store *store, struct dated *list)
{
	size_t count = 0;
	for (uint32_t i = 0; i < store_run_count(store); i++) {
		struct run_info info = store_run(store, store_run_at(store, i));
		uint32_t index = names_find(&choice->names, info.name);
		if (index != NAMES_NONE && !choice->runs[index].touched)
			list[count++] = (struct dated){index, isfinite(info.newest_wall) ? info.newest_wall : -INFINITY, i};
	}
	qsort(list, count, sizeof *list, compare_newest);
	return count;
}

/* Oldest first: those that began at the same time, or never, in the order of the store, which is that of names. */
static int compare_oldest(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;
	if (x->wall != y->wall)
		return x->wall < y->wall ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

/* `list` has room for all runs of the store. */
static void identify_anew(struct choice *choice, const struct store *store, struct dated *list)
{
	size_t count = 0;
	for (uint32_t i = 0; i < store_run_count(store); i++) {
		struct run_info info = store_run(store, store_run_at(store, i));
		uint32_t index = names_find(&choice->names, info.name);
		bool began = info.has_start && isfinite(info.start_time);
		if (index != NAMES_NONE)
			list[count++] = (struct dated){index, began ? info.start_time : INFINITY, i};
	}
	qsort(list, count, sizeof *list, compare_oldest);
	choice->given = (struct identities){0};
	for (int kept = 1; kept >= 0; kept--)
		for (size_t i = 0; i < count; i++)
			if (choice->runs[list[i].index].kept == kept)
				give_identity(choice, list[i].index);
}

void choice_settle(struct choice *choice, const struct store *store)
{
	if (choice->settled)
		return;
	choice_meet(choice, store);
	struct dated *list = xcalloc(store_run_count(store) + 1, sizeof *list);
	size_t count = list_newest(choice, store, list), matching = 0;
	for (size_t i = 0; i < count; i++) {
		struct run_choice *run = &choice->runs[list[i].index];
		matching += run->matches;
		run->shown = i < CHOICE_SHOWN_AT_START || (run->matches && matching <= CHOICE_SHOWN_AT_START);
	}
	identify_anew(choice, store, list);
	free(list);
	choice->settled = true;
	choice->generation++;
}
