/*
 * The inside of a choice, for the files that are the choice: choice.c (what it
 * says), meet.c (runs that are new), edit.c (how it changes), choice_text.c (as
 * text, to be kept). Nobody else.
 */
#ifndef TBTOP_MODEL_CHOICE_INSIDE_H
#define TBTOP_MODEL_CHOICE_INSIDE_H

#include "base/names.h"
#include "model/choice.h"
#include "model/hparam_groups.h"
#include "model/pattern.h"

/* What the user said of a tag against its name. */
struct judged {
	struct tag_list tags[2]; /* of BETTER_LOW, of BETTER_HIGH */
};

struct choice {
	struct names names; /* of runs; number = index into runs */
	struct run_choice *runs;
	size_t run_capacity;
	struct identities given;
	uint32_t shown_untouched, hidden; /* how many */
	uint32_t met_runs, met_tags; /* of the store, when last looked at */
	bool settled;
	struct filter run_filter, tag_filter;
	struct tag_list pins, marked;
	struct merges merges;
	struct formulas formulas;
	struct judged judged;
	struct grouping grouping;
	struct hparam_groups *hparam_groups; /* what was learnt for GROUP_HPARAM; NULL in a copy */
	struct band_spec band;
	enum run_sort sort;
	enum drawing drawing;
	enum x_axis x;
	enum y_scale y;
	enum marker marker;
	int panels, side;
	bool legend_off, hints_off, hardware;
	bool frozen, zoomed, superseded, outliers_cut, pinned_only, difference, sort_reversed;
	struct smooth_spec smooth;
	struct columns columns;
	uint32_t baseline; /* index into runs; NAMES_NONE without */
	struct window zoom;
	struct extent extent;
	uint64_t generation;
};

/* The number of a run's name in `names`, with room in `runs`; NAMES_NONE when out of memory. */
uint32_t choice_intern(struct choice *choice, struct slice run);
/* The same of a run of the store; NAMES_NONE when it was not met. */
uint32_t choice_index(const struct choice *choice, const struct store *store, uint32_t run);
/* Not filtered out and not hidden for good. */
static inline bool choice_lists(const struct choice *choice, uint32_t index)
{
	return choice->runs[index].matches && !choice->runs[index].hidden;
}
/* The filters' texts are put in force, or tried again; true when that changed something. */
bool choice_try_run_filter(struct choice *choice, const struct store *store);
bool choice_try_tag_filter(struct choice *choice, const struct store *store);
void choice_hide(struct choice *choice, uint32_t index);
/* Those of x and y, the zoom among them (edit_axes.c). */
void choice_edit_axes(struct choice *choice, const struct edit *edit);
/* `number` if it is one of `count`, else the one after `now`. */
static inline int choice_pick(double number, int now, int count)
{
	return number >= 0 && number < count ? (int)number : (now + 1) % count;
}

#endif
