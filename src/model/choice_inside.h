/*
 * The inside of a choice, for the files that are the choice: choice.c (what it
 * says and how it changes), choice_text.c (as text, to be kept). Nobody else.
 */
#ifndef TBTOP_MODEL_CHOICE_INSIDE_H
#define TBTOP_MODEL_CHOICE_INSIDE_H

#include "base/names.h"
#include "model/choice.h"

#include <regex.h>

struct pattern {
	char *text;
	bool compiled; /* else it is matched as plain text */
	regex_t regex;
};

struct filter {
	char *text;             /* as typed */
	struct pattern pattern; /* in force: the same, or the last that matched something */
	bool works;
};

struct choice {
	struct names names; /* of runs; number = index into runs */
	struct run_choice *runs;
	size_t run_capacity;
	uint32_t shown_untouched, hidden; /* how many */
	uint32_t met_runs, met_tags; /* of the store, when last looked at */
	bool settled;
	struct filter run_filter, tag_filter;
	char **pins;
	size_t pin_count, pin_capacity;
	enum x_axis x;
	enum y_scale y;
	enum marker marker;
	bool frozen, zoomed, superseded, outliers_cut;
	struct smooth_spec smooth;
	uint32_t baseline; /* index into runs; NAMES_NONE without */
	struct window zoom;
	uint64_t generation;
};

/* The number of a run's name in `names`, with room in `runs`; NAMES_NONE when out of memory. */
uint32_t choice_intern(struct choice *choice, struct slice run);
/* A filter that nobody has looked at the store with yet: in force whatever is there. */
void filter_start(struct filter *filter, const char *text);
void choice_hide(struct choice *choice, uint32_t index);
void choice_add_pin(struct choice *choice, const char *tag);

#endif
