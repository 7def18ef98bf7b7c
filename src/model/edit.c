#include "model/choice_inside.h"

#include <math.h>

static uint32_t shown_in_filter(const struct choice *choice)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < choice->names.count; i++)
		count += choice->runs[i].shown && choice_lists(choice, i);
	return count;
}

static void decide(struct choice *choice, uint32_t index, bool shown)
{
	choice->runs[index].shown = shown;
	choice->runs[index].touched = true;
}

static void show_matching(struct choice *choice, bool invert)
{
	for (uint32_t i = 0; i < choice->names.count; i++)
		if (choice_lists(choice, i))
			decide(choice, i, invert ? !choice->runs[i].shown : true);
}

static void solo(struct choice *choice, uint32_t index)
{
	if (choice->runs[index].shown && shown_in_filter(choice) == 1) {
		show_matching(choice, false);
		return;
	}
	for (uint32_t i = 0; i < choice->names.count; i++)
		decide(choice, i, i == index);
}

static void next_look(struct run_choice *run)
{
	struct identity next = identity_next((struct identity){run->hue, run->stroke, run->mark});
	run->kept = run->coloured = true;
	run->hue = next.hue;
	run->stroke = next.stroke;
}

void choice_hide(struct choice *choice, uint32_t index)
{
	choice->hidden += !choice->runs[index].hidden;
	choice->runs[index].hidden = choice->runs[index].touched = true;
	if (choice->baseline == index)
		choice->baseline = NAMES_NONE;
}

static void unhide(struct choice *choice)
{
	for (uint32_t i = 0; i < choice->names.count; i++)
		choice->runs[i].hidden = false;
	choice->hidden = 0;
}

static void edit_run(struct choice *choice, uint32_t index, enum edit_what what)
{
	if (index == NAMES_NONE)
		return;
	switch (what) {
	case EDIT_RUN_TOGGLE: decide(choice, index, !choice->runs[index].shown); break;
	case EDIT_RUN_SOLO: solo(choice, index); break;
	case EDIT_RUN_HIDE: choice_hide(choice, index); break;
	case EDIT_BASELINE: choice->baseline = choice->baseline == index ? NAMES_NONE : index; break;
	default: next_look(&choice->runs[index]); break;
	}
}

static bool is_in_group(const struct choice *choice, const struct store *store, uint32_t index, struct slice key)
{
	struct slice own;
	uint32_t run = choice_lists(choice, index) ? store_run_find(store, names_text(&choice->names, index)) : STORE_NONE;
	return run != STORE_NONE && choice_group_key(choice, store, run, &own) && slice_equal(own, key);
}

/* Whether any of a group is shown, and whether nothing else is and nothing of it is missing. */
static void look_at_group(const struct choice *choice, const struct store *store, struct slice key, bool *any, bool *alone)
{
	*any = false;
	*alone = true;
	for (uint32_t i = 0; i < choice->names.count; i++) {
		bool in = is_in_group(choice, store, i, key), shown = choice->runs[i].shown;
		*any |= in && shown;
		*alone &= in ? shown : !shown || !choice_lists(choice, i);
	}
}

static void edit_group(struct choice *choice, const struct store *store, struct slice key, enum edit_what what)
{
	bool any, alone;
	look_at_group(choice, store, key, &any, &alone);
	if (what == EDIT_GROUP_SOLO && alone) {
		show_matching(choice, false);
		return;
	}
	for (uint32_t i = 0; i < choice->names.count; i++) {
		bool in = is_in_group(choice, store, i, key);
		if (what == EDIT_GROUP_SOLO)
			decide(choice, i, in);
		else if (in && what == EDIT_GROUP_TOGGLE)
			decide(choice, i, !any);
		else if (in)
			choice_hide(choice, i);
	}
}

static void merge_marked(struct choice *choice)
{
	merges_join(&choice->merges, &choice->marked);
	if (choice->marked.count > 1)
		tag_list_clear(&choice->marked);
}

static void judge(struct choice *choice, const char *tag, double number)
{
	for (int i = 0; i < 2; i++) {
		struct tag_list *tags = &choice->judged.tags[i];
		if (tag_list_has(tags, slice_of(tag)))
			tag_list_remove(tags, tag_list_find(tags, slice_of(tag)));
		if (number == BETTER_LOW + i)
			tag_list_add(tags, tag);
	}
}

/* The weights that are of use: TensorBoard's slider goes from the first to the last. */
static const double weights[] = {0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999};
#define WEIGHTS ((int)(sizeof weights / sizeof *weights))

/* From a weight between two of them to the next one in that direction; a window gives way to weights. */
static void step_smooth(struct choice *choice, bool more)
{
	enum smooth_kind kind = choice->smooth.kind == SMOOTH_TIME_EMA ? SMOOTH_TIME_EMA : SMOOTH_EMA;
	double weight = choice->smooth.weight;
	int at = more ? 0 : WEIGHTS - 1;
	while (more ? at < WEIGHTS - 1 && weights[at] <= weight : at > 0 && weights[at] >= weight)
		at += more ? 1 : -1;
	choice->smooth = at ? (struct smooth_spec){kind, weights[at], 0} : (struct smooth_spec){0};
}

static void set_smooth(struct choice *choice, const char *text, double number)
{
	if (text)
		smooth_parse(text, &choice->smooth);
	else
		step_smooth(choice, number > 0);
}

/* By name: chosen again it is reversed. The next one: each in its own order, then reversed; names only forward. */
static void set_sort(struct choice *choice, double number)
{
	bool again = number < 0 ? choice->sort != RUN_SORT_NAME && !choice->sort_reversed : number == choice->sort;
	if (!again)
		choice->sort = (enum run_sort)choice_pick(number, (int)choice->sort, RUN_SORT_COUNT);
	choice->sort_reversed = again && !choice->sort_reversed;
}

static int side_width(double columns)
{
	return columns > 0 ? (int)fmax(CHOICE_SIDE_LEAST, fmin(columns, CHOICE_SIDE_MOST)) : 0;
}

/* Before there is a store it is in force as it is. */
static void set_filter(struct filter *filter, const char *text, const struct store *store)
{
	if (store)
		filter_type(filter, text);
	else
		filter_start(filter, text);
}

void choice_apply(struct choice *choice, const struct store *store, const struct edit *edit)
{
	const char *text = edit->text ? edit->text : "";
	switch (edit->what) {
	case EDIT_RUN_TOGGLE:
	case EDIT_RUN_SOLO:
	case EDIT_RUN_HIDE:
	case EDIT_BASELINE:
	case EDIT_RUN_COLOUR: edit_run(choice, choice_index(choice, store, edit->run), edit->what); break;
	case EDIT_GROUP_TOGGLE:
	case EDIT_GROUP_SOLO:
	case EDIT_GROUP_HIDE: edit_group(choice, store, slice_of(text), edit->what); break;
	case EDIT_RUNS_ALL: show_matching(choice, false); break;
	case EDIT_RUNS_INVERT: show_matching(choice, true); break;
	case EDIT_RUNS_UNHIDE: unhide(choice); break;
	case EDIT_RUN_SORT: set_sort(choice, edit->number); break;
	case EDIT_RUN_FILTER:
		set_filter(&choice->run_filter, text, store);
		if (store)
			choice_try_run_filter(choice, store);
		break;
	case EDIT_TAG_FILTER:
		set_filter(&choice->tag_filter, text, store);
		if (store)
			choice_try_tag_filter(choice, store);
		break;
	case EDIT_TAG_PIN: tag_list_toggle(&choice->pins, text); break;
	case EDIT_PINNED_ONLY: choice->pinned_only = !choice->pinned_only; break;
	case EDIT_TAG_MARK: tag_list_toggle(&choice->marked, text); break;
	case EDIT_MERGE: merge_marked(choice); break;
	case EDIT_SPLIT: merges_split(&choice->merges, slice_of(text)); break;
	case EDIT_DERIVE: formulas_set(&choice->formulas, text); break;
	case EDIT_BETTER: judge(choice, text, edit->number); break;
	case EDIT_GROUP: grouping_parse(&choice->grouping, text); break;
	case EDIT_BAND: band_parse(text, &choice->band); break;
	case EDIT_DIFFERENCE: choice->difference = !choice->difference; break;
	case EDIT_DRAWING: choice->drawing = (enum drawing)choice_pick(edit->number, (int)choice->drawing, DRAWING_COUNT); break;
	case EDIT_Y_SCALE: choice->y = (enum y_scale)choice_pick(edit->number, (int)choice->y, Y_SCALE_COUNT); break;
	case EDIT_MARKER: choice->marker = (enum marker)choice_pick(edit->number, (int)choice->marker, MARKER_COUNT); break;
	case EDIT_FREEZE: choice->frozen = !choice->frozen; break;
	case EDIT_SUPERSEDED: choice->superseded = !choice->superseded; break;
	case EDIT_SMOOTH: set_smooth(choice, edit->text, edit->number); break;
	case EDIT_PANELS: choice->panels = (int)fmax(-CHOICE_PANELS, fmin(edit->number, CHOICE_PANELS)); break;
	case EDIT_SIDE: choice->side = side_width(edit->number); break;
	case EDIT_LEGEND: choice->legend_off = !choice->legend_off; break;
	case EDIT_HINTS: choice->hints_off = !choice->hints_off; break;
	case EDIT_COLUMN: columns_set(&choice->columns, text, (int)edit->number); break;
	case EDIT_COLUMN_SORT: columns_sort(&choice->columns, text, edit->number > 0); break;
	case EDIT_HARDWARE: choice->hardware = !choice->hardware; break;
	case EDIT_OUTLIERS: choice->outliers_cut = !choice->outliers_cut; break;
	default: choice_edit_axes(choice, edit); break;
	}
	choice->generation++;
}
