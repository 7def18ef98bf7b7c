#include "model/choice_inside.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* ---- Life -------------------------------------------------------------------- */

struct choice *choice_new(void)
{
	struct choice *choice = xcalloc(1, sizeof *choice);
	names_init(&choice->names);
	filter_init(&choice->run_filter);
	filter_init(&choice->tag_filter);
	extent_init(&choice->extent);
	choice->baseline = NAMES_NONE;
	return choice;
}

struct choice *choice_copy(const struct choice *from)
{
	struct choice *copy = xmalloc(sizeof *copy);
	*copy = *from;
	names_init(&copy->names);
	for (uint32_t i = 0; i < from->names.count; i++)
		names_intern(&copy->names, names_text(&from->names, i));
	copy->runs = xcalloc(from->run_capacity + 1, sizeof *copy->runs);
	if (from->run_capacity)
		memcpy(copy->runs, from->runs, from->run_capacity * sizeof *copy->runs);
	filter_copy(&copy->run_filter, &from->run_filter);
	filter_copy(&copy->tag_filter, &from->tag_filter);
	copy->pins = tag_list_copy(&from->pins);
	copy->marked = tag_list_copy(&from->marked);
	copy->merges = merges_copy(&from->merges);
	formulas_copy(&copy->formulas, &from->formulas);
	for (int i = 0; i < 2; i++)
		copy->judged.tags[i] = tag_list_copy(&from->judged.tags[i]);
	grouping_copy(&copy->grouping, &from->grouping);
	copy->hparam_groups = NULL;
	copy->extent = extent_copy(&from->extent);
	return copy;
}

static void fini(struct choice *choice)
{
	tag_list_fini(&choice->pins);
	tag_list_fini(&choice->marked);
	merges_fini(&choice->merges);
	formulas_fini(&choice->formulas);
	for (int i = 0; i < 2; i++)
		tag_list_fini(&choice->judged.tags[i]);
	grouping_fini(&choice->grouping);
	hparam_groups_free(choice->hparam_groups);
	extent_fini(&choice->extent);
	free(choice->runs);
	filter_fini(&choice->run_filter);
	filter_fini(&choice->tag_filter);
	names_fini(&choice->names);
}

void choice_free(struct choice *choice)
{
	if (!choice)
		return;
	fini(choice);
	free(choice);
}

/* What was learnt of a run since then: that it is there, its look by the rule, whether the rule for new runs shows it. */
static void keep_knowledge(struct run_choice *run, const struct run_choice *now)
{
	run->listed = now->listed;
	if (!run->touched && !now->touched)
		run->shown = now->shown;
	if (run->kept || now->kept)
		return;
	run->hue = now->hue;
	run->stroke = now->stroke;
	run->mark = now->mark;
}

void choice_restore(struct choice *choice, const struct choice *then)
{
	struct choice *next = choice_copy(then);
	for (uint32_t i = 0; i < choice->names.count; i++) {
		uint32_t before = next->names.count, index = choice_intern(next, names_text(&choice->names, i));
		if (index == NAMES_NONE)
			continue;
		if (index >= before)
			next->runs[index] = choice->runs[i];
		else
			keep_knowledge(&next->runs[index], &choice->runs[i]);
	}
	next->settled = choice->settled;
	next->frozen = choice->frozen;
	next->shown_untouched = choice->shown_untouched;
	next->given = choice->given;
	next->met_runs = next->met_tags = 0; /* the filters are tried anew */
	next->generation = choice->generation + 1;
	next->hparam_groups = choice->hparam_groups; /* lists hold their keys */
	choice->hparam_groups = NULL;
	fini(choice);
	*choice = *next;
	free(next);
}

/* ---- Runs ---------------------------------------------------------------------- */

uint32_t choice_index(const struct choice *choice, const struct store *store, uint32_t run)
{
	return names_find(&choice->names, store_run(store, run).name);
}

struct run_choice choice_run(const struct choice *choice, const struct store *store, uint32_t run)
{
	uint32_t index = choice_index(choice, store, run);
	return index == NAMES_NONE ? (struct run_choice){0} : choice->runs[index];
}

bool choice_run_visible(const struct choice *choice, const struct store *store, uint32_t run)
{
	uint32_t index = choice_index(choice, store, run);
	return index != NAMES_NONE && choice->runs[index].shown && choice_lists(choice, index);
}

uint32_t choice_hidden(const struct choice *choice)
{
	return choice->hidden;
}

/* ---- Reading the rest ------------------------------------------------------------ */

bool choice_pinned(const struct choice *choice, struct slice tag)
{
	return tag_list_has(&choice->pins, tag);
}

const struct tag_list *choice_pins(const struct choice *choice)
{
	return &choice->pins;
}

bool choice_pinned_only(const struct choice *choice)
{
	return choice->pinned_only && choice->pins.count > 0;
}

const struct tag_list *choice_marked(const struct choice *choice)
{
	return &choice->marked;
}

const struct tag_list *choice_merged(const struct choice *choice, struct slice tag)
{
	return merges_of(&choice->merges, tag);
}

const struct formulas *choice_formulas(const struct choice *choice)
{
	return &choice->formulas;
}

enum better choice_better(const struct choice *choice, struct slice tag)
{
	for (int i = 0; i < 2; i++)
		if (tag_list_has(&choice->judged.tags[i], tag))
			return (enum better)(BETTER_LOW + i);
	return better_by_name(tag);
}

const char *choice_run_filter(const struct choice *choice)
{
	return choice->run_filter.text;
}

const char *choice_tag_filter(const struct choice *choice)
{
	return choice->tag_filter.text;
}

bool choice_run_filter_works(const struct choice *choice)
{
	return choice->run_filter.works;
}

bool choice_tag_filter_works(const struct choice *choice)
{
	return choice->tag_filter.works;
}

struct pattern_fault choice_run_filter_fault(const struct choice *choice)
{
	return choice->run_filter.fault;
}

struct pattern_fault choice_tag_filter_fault(const struct choice *choice)
{
	return choice->tag_filter.fault;
}

const char *choice_run_filter_closest(const struct choice *choice)
{
	return choice->run_filter.closest ? choice->run_filter.closest : "";
}

const char *choice_tag_filter_closest(const struct choice *choice)
{
	return choice->tag_filter.closest ? choice->tag_filter.closest : "";
}

bool choice_run_matches(const struct choice *choice, struct slice run)
{
	uint32_t index = names_find(&choice->names, run);
	return index != NAMES_NONE ? choice_lists(choice, index) : pattern_matches(&choice->run_filter.pattern, run);
}

bool choice_tag_matches(const struct choice *choice, struct slice tag)
{
	return pattern_matches(&choice->tag_filter.pattern, tag);
}

enum x_axis choice_x(const struct choice *choice)
{
	return choice->x == X_TAG && !choice->extent.x_tag ? X_STEP : choice->x;
}

enum y_scale choice_y(const struct choice *choice)
{
	return choice->y;
}

enum marker choice_marker(const struct choice *choice)
{
	return choice->marker;
}

bool choice_frozen(const struct choice *choice)
{
	return choice->frozen;
}

bool choice_superseded(const struct choice *choice)
{
	return choice->superseded;
}

struct smooth_spec choice_smooth(const struct choice *choice)
{
	return choice->smooth;
}

bool choice_outliers_cut(const struct choice *choice)
{
	return choice->outliers_cut;
}

int choice_side(const struct choice *choice)
{
	return choice->side;
}

int choice_panels(const struct choice *choice)
{
	return choice->panels;
}

bool choice_legend(const struct choice *choice)
{
	return !choice->legend_off;
}

bool choice_hints(const struct choice *choice)
{
	return !choice->hints_off;
}

const struct columns *choice_columns(const struct choice *choice)
{
	return &choice->columns;
}

bool choice_hardware(const struct choice *choice)
{
	return choice->hardware;
}

uint32_t choice_baseline(const struct choice *choice, const struct store *store)
{
	return choice->baseline == NAMES_NONE ? STORE_NONE :
	                                        store_run_find(store, names_text(&choice->names, choice->baseline));
}

bool choice_difference(const struct choice *choice, const struct store *store)
{
	return choice->difference && choice_baseline(choice, store) != STORE_NONE;
}

enum run_sort choice_run_sort(const struct choice *choice)
{
	return choice->sort;
}

bool choice_sort_reversed(const struct choice *choice)
{
	return choice->sort_reversed;
}

enum drawing choice_drawing(const struct choice *choice)
{
	return choice->drawing;
}

const struct grouping *choice_grouping(const struct choice *choice)
{
	return &choice->grouping;
}

bool choice_group_key(const struct choice *choice, const struct store *store, uint32_t run, struct slice *key)
{
	if (choice->grouping.by == GROUP_HPARAM)
		return choice->hparam_groups && hparam_groups_key(choice->hparam_groups, run, key);
	return grouping_key(&choice->grouping, store_run(store, run).name, key);
}

bool choice_group_brief(const struct choice *choice, uint32_t run, struct slice *brief, struct slice *terse)
{
	return choice->grouping.by == GROUP_HPARAM && choice->hparam_groups &&
	       hparam_groups_brief(choice->hparam_groups, run, brief, terse);
}

struct band_spec choice_band(const struct choice *choice)
{
	return choice->band;
}

bool choice_zoom(const struct choice *choice, struct window *out)
{
	if (choice->zoomed)
		*out = choice->zoom;
	return choice->zoomed;
}

const struct extent *choice_extent(const struct choice *choice)
{
	return &choice->extent;
}

uint64_t choice_generation(const struct choice *choice)
{
	return choice->generation;
}
