#include "model/choice_inside.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Only this much of a name is matched: longer ones come from hostile files. */
#define MATCH_BYTES 4096

/* ---- Patterns and filters -------------------------------------------------- */

static void pattern_set(struct pattern *pattern, const char *text)
{
	if (pattern->compiled)
		regfree(&pattern->regex);
	free(pattern->text);
	pattern->text = xstrdup(text);
	pattern->compiled = text[0] && !regcomp(&pattern->regex, text, REG_EXTENDED | REG_ICASE | REG_NOSUB);
}

static void pattern_fini(struct pattern *pattern)
{
	if (pattern->compiled)
		regfree(&pattern->regex);
	free(pattern->text);
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool plain_match(const char *name, const char *part)
{
	for (; *name; name++) {
		size_t i = 0;
		while (part[i] && ascii_lower(name[i]) == ascii_lower(part[i]))
			i++;
		if (!part[i])
			return true;
	}
	return false;
}

static bool pattern_matches(const struct pattern *pattern, struct slice name)
{
	if (!pattern->text[0])
		return true;
	char text[MATCH_BYTES + 1];
	size_t length = name.length < MATCH_BYTES ? name.length : MATCH_BYTES;
	for (size_t i = 0; i < length; i++)
		text[i] = name.data[i] ? name.data[i] : ' ';
	text[length] = '\0';
	return pattern->compiled ? !regexec(&pattern->regex, text, 0, NULL, 0) : plain_match(text, pattern->text);
}

static bool any_run_matches(const struct store *store, const struct pattern *pattern)
{
	uint32_t count = store_run_count(store);
	for (uint32_t i = 0; i < count; i++)
		if (pattern_matches(pattern, store_run(store, store_run_at(store, i)).name))
			return true;
	return count == 0;
}

static bool any_tag_matches(const struct store *store, const struct pattern *pattern)
{
	uint32_t count = store_tag_count(store);
	for (uint32_t i = 0; i < count; i++)
		if (pattern_matches(pattern, store_tag_name(store, store_tag_at(store, i))))
			return true;
	return count == 0;
}

typedef bool any_matches(const struct store *store, const struct pattern *pattern);

/* Puts the filter's text in force if it matches anything; true when that changed something. */
static bool filter_try(struct filter *filter, const struct store *store, any_matches *any)
{
	struct pattern wanted = {0};
	pattern_set(&wanted, filter->text);
	bool works = any(store, &wanted), changed = works != filter->works;
	filter->works = works;
	if (!works) {
		pattern_fini(&wanted);
		return changed;
	}
	pattern_fini(&filter->pattern);
	filter->pattern = wanted;
	return changed;
}

static void filter_set(struct filter *filter, const char *text, const struct store *store, any_matches *any)
{
	free(filter->text);
	filter->text = xstrdup(text);
	filter_try(filter, store, any);
}

static void filter_init(struct filter *filter)
{
	*filter = (struct filter){.text = xstrdup(""), .works = true};
	pattern_set(&filter->pattern, "");
}

void filter_start(struct filter *filter, const char *text)
{
	free(filter->text);
	filter->text = xstrdup(text);
	filter->works = true;
	pattern_set(&filter->pattern, text);
}

static void filter_copy(struct filter *out, const struct filter *from)
{
	*out = (struct filter){.text = xstrdup(from->text), .works = from->works};
	pattern_set(&out->pattern, from->pattern.text);
}

static void filter_fini(struct filter *filter)
{
	free(filter->text);
	pattern_fini(&filter->pattern);
}

/* ---- Life -------------------------------------------------------------------- */

struct choice *choice_new(void)
{
	struct choice *choice = xcalloc(1, sizeof *choice);
	names_init(&choice->names);
	filter_init(&choice->run_filter);
	filter_init(&choice->tag_filter);
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
	copy->pins = xcalloc(from->pin_count + 1, sizeof *copy->pins);
	copy->pin_capacity = from->pin_count + 1;
	for (size_t i = 0; i < from->pin_count; i++)
		copy->pins[i] = xstrdup(from->pins[i]);
	return copy;
}

static void fini(struct choice *choice)
{
	for (size_t i = 0; i < choice->pin_count; i++)
		free(choice->pins[i]);
	free(choice->pins);
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

/* What was learnt of a run since then: that it is there, its identity, whether the rule for new runs shows it. */
static void keep_knowledge(struct run_choice *run, const struct run_choice *now)
{
	run->listed = now->listed;
	if (!run->touched && !now->touched)
		run->shown = now->shown;
	if (run->met || !now->met)
		return;
	run->met = true;
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
	next->met_runs = next->met_tags = 0; /* the filters are tried anew */
	next->generation = choice->generation + 1;
	fini(choice);
	*choice = *next;
	free(next);
}

/* ---- Runs ---------------------------------------------------------------------- */

static uint32_t name_hash(struct slice name)
{
	uint32_t hash = 2166136261u; /* FNV-1a: the same in every process, so that colours are too */
	for (size_t i = 0; i < name.length; i++)
		hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* Of `count` numbers the least used, the first of equals from `start` on. */
static uint8_t least_used(const uint32_t *uses, uint32_t count, uint32_t start)
{
	uint32_t best = start % count;
	for (uint32_t i = 1; i < count; i++) {
		uint32_t at = (start + i) % count;
		if (uses[at] < uses[best])
			best = at;
	}
	return (uint8_t)best;
}

/* Hues tell lines apart best, so they repeat last; marks differ over all runs, strokes within a hue. */
static void give_identity(struct choice *choice, uint32_t index)
{
	uint32_t hash = name_hash(names_text(&choice->names, index));
	uint32_t hues[CHOICE_HUES] = {0}, strokes[CHOICE_STROKES] = {0}, marks[CHOICE_MARKS] = {0};
	struct run_choice *own = &choice->runs[index];
	for (uint32_t i = 0; i < choice->names.count; i++)
		if (i != index && choice->runs[i].shown) {
			hues[choice->runs[i].hue]++;
			marks[choice->runs[i].mark]++;
		}
	own->hue = least_used(hues, CHOICE_HUES, hash);
	own->mark = least_used(marks, CHOICE_MARKS, 0);
	for (uint32_t i = 0; i < choice->names.count; i++)
		if (i != index && choice->runs[i].shown && choice->runs[i].hue == own->hue)
			strokes[choice->runs[i].stroke]++;
	own->stroke = least_used(strokes, CHOICE_STROKES, 0);
	own->met = true;
}

static void set_shown(struct choice *choice, uint32_t index, bool shown)
{
	if (shown && !choice->runs[index].met)
		give_identity(choice, index);
	choice->runs[index].shown = shown;
}

static uint32_t index_of(const struct choice *choice, const struct store *store, uint32_t run)
{
	return names_find(&choice->names, store_run(store, run).name);
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
	return index;
}

static bool meet_run(struct choice *choice, struct slice name)
{
	uint32_t index = choice_intern(choice, name);
	if (index == NAMES_NONE || choice->runs[index].listed)
		return false;
	choice->runs[index].listed = true;
	if (choice->runs[index].touched)
		return true; /* it was decided on before */
	if (choice->settled || choice->shown_untouched < CHOICE_SHOWN_AT_START) {
		set_shown(choice, index, true);
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
		changed |= filter_try(&choice->run_filter, store, any_run_matches);
	}
	if (tags != choice->met_tags)
		changed |= filter_try(&choice->tag_filter, store, any_tag_matches);
	choice->met_runs = runs;
	choice->met_tags = tags;
	choice->generation += changed;
}

struct newest {
	uint32_t index;
	double wall;
	uint32_t position;
};

static int compare_newest(const void *a, const void *b)
{
	const struct newest *x = a, *y = b;
	if (x->wall != y->wall)
		return x->wall > y->wall ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

/* The untouched runs by newest record; `list` has room for all runs of the store. */
static size_t list_newest(const struct choice *choice, const struct store *store, struct newest *list)
{
	size_t count = 0;
	for (uint32_t i = 0; i < store_run_count(store); i++) {
		struct run_info info = store_run(store, store_run_at(store, i));
		uint32_t index = names_find(&choice->names, info.name);
		if (index != NAMES_NONE && !choice->runs[index].touched)
			list[count++] = (struct newest){index, isfinite(info.newest_wall) ? info.newest_wall : -INFINITY, i};
	}
	qsort(list, count, sizeof *list, compare_newest);
	return count;
}

void choice_settle(struct choice *choice, const struct store *store)
{
	if (choice->settled)
		return;
	choice_meet(choice, store);
	struct newest *list = xcalloc(store_run_count(store) + 1, sizeof *list);
	size_t count = list_newest(choice, store, list);
	for (size_t i = CHOICE_SHOWN_AT_START; i < count; i++)
		set_shown(choice, list[i].index, false);
	for (size_t i = 0; i < count && i < CHOICE_SHOWN_AT_START; i++)
		set_shown(choice, list[i].index, true);
	free(list);
	choice->settled = true;
	choice->generation++;
}

struct run_choice choice_run(const struct choice *choice, const struct store *store, uint32_t run)
{
	uint32_t index = index_of(choice, store, run);
	return index == NAMES_NONE ? (struct run_choice){0} : choice->runs[index];
}

bool choice_run_visible(const struct choice *choice, const struct store *store, uint32_t run)
{
	struct slice name = store_run(store, run).name;
	uint32_t index = names_find(&choice->names, name);
	return index != NAMES_NONE && choice->runs[index].shown && choice_run_matches(choice, name);
}

/* ---- Reading the rest ------------------------------------------------------------ */

static size_t pin_find(const struct choice *choice, struct slice tag)
{
	size_t i = 0;
	while (i < choice->pin_count && !slice_equal(slice_of(choice->pins[i]), tag))
		i++;
	return i;
}

bool choice_pinned(const struct choice *choice, struct slice tag)
{
	return pin_find(choice, tag) < choice->pin_count;
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

bool choice_run_matches(const struct choice *choice, struct slice run)
{
	uint32_t index = choice->hidden ? names_find(&choice->names, run) : NAMES_NONE;
	if (index != NAMES_NONE && choice->runs[index].hidden)
		return false;
	return pattern_matches(&choice->run_filter.pattern, run);
}

uint32_t choice_hidden(const struct choice *choice)
{
	return choice->hidden;
}

bool choice_tag_matches(const struct choice *choice, struct slice tag)
{
	return pattern_matches(&choice->tag_filter.pattern, tag);
}

enum x_axis choice_x(const struct choice *choice)
{
	return choice->x;
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

uint32_t choice_baseline(const struct choice *choice, const struct store *store)
{
	return choice->baseline == NAMES_NONE ? STORE_NONE :
	                                        store_run_find(store, names_text(&choice->names, choice->baseline));
}

bool choice_zoom(const struct choice *choice, struct window *out)
{
	if (choice->zoomed)
		*out = choice->zoom;
	return choice->zoomed;
}

uint64_t choice_generation(const struct choice *choice)
{
	return choice->generation;
}

/* ---- Edits ------------------------------------------------------------------------- */

static uint32_t shown_in_filter(const struct choice *choice)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < choice->names.count; i++)
		count += choice->runs[i].shown && choice_run_matches(choice, names_text(&choice->names, i));
	return count;
}

static void decide(struct choice *choice, uint32_t index, bool shown)
{
	set_shown(choice, index, shown);
	choice->runs[index].touched = true;
}

static void show_matching(struct choice *choice, bool invert)
{
	for (uint32_t i = 0; i < choice->names.count; i++)
		if (choice_run_matches(choice, names_text(&choice->names, i)))
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

static void next_identity(struct run_choice *run)
{
	run->touched = true;
	run->hue = (uint8_t)((run->hue + 1) % CHOICE_HUES);
	if (run->hue == 0)
		run->stroke = (uint8_t)((run->stroke + 1) % CHOICE_STROKES);
}

static void edit_run(struct choice *choice, uint32_t index, enum edit_what what)
{
	if (index == NAMES_NONE)
		return;
	if (what == EDIT_RUN_TOGGLE)
		decide(choice, index, !choice->runs[index].shown);
	else if (what == EDIT_RUN_SOLO)
		solo(choice, index);
	else if (what == EDIT_BASELINE)
		choice->baseline = choice->baseline == index ? NAMES_NONE : index;
	else if (what == EDIT_RUN_HIDE)
		choice_hide(choice, index);
	else
		next_identity(&choice->runs[index]);
}

void choice_add_pin(struct choice *choice, const char *tag)
{
	if (choice->pin_count == choice->pin_capacity) {
		choice->pin_capacity = choice->pin_capacity ? choice->pin_capacity * 2 : 8;
		choice->pins = xrealloc(choice->pins, choice->pin_capacity * sizeof *choice->pins);
	}
	choice->pins[choice->pin_count++] = xstrdup(tag);
}

static void toggle_pin(struct choice *choice, const char *tag)
{
	size_t at = pin_find(choice, slice_of(tag));
	if (at < choice->pin_count) {
		free(choice->pins[at]);
		memmove(&choice->pins[at], &choice->pins[at + 1], (choice->pin_count - at - 1) * sizeof *choice->pins);
		choice->pin_count--;
		return;
	}
	choice_add_pin(choice, tag);
}

/* `number` if it is one of `count`, else the one after `now`. */
static int pick(double number, int now, int count)
{
	return number >= 0 && number < count ? (int)number : (now + 1) % count;
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

static void set_zoom(struct choice *choice, double from, double to)
{
	if (!isfinite(from) || !isfinite(to) || !(from < to))
		return;
	choice->zoom = (struct window){from, to};
	choice->zoomed = true;
}

static void set_x_axis(struct choice *choice, double number)
{
	enum x_axis before = choice->x;
	choice->x = (enum x_axis)pick(number, (int)choice->x, X_AXIS_COUNT);
	if (choice->x != before)
		choice->zoomed = false;
}

void choice_apply(struct choice *choice, const struct store *store, const struct edit *edit)
{
	const char *text = edit->text ? edit->text : "";
	switch (edit->what) {
	case EDIT_RUN_TOGGLE:
	case EDIT_RUN_SOLO:
	case EDIT_BASELINE:
	case EDIT_RUN_HIDE:
	case EDIT_RUN_COLOUR: edit_run(choice, index_of(choice, store, edit->run), edit->what); break;
	case EDIT_RUNS_ALL: show_matching(choice, false); break;
	case EDIT_RUNS_INVERT: show_matching(choice, true); break;
	case EDIT_RUNS_UNHIDE: unhide(choice); break;
	case EDIT_RUN_FILTER: filter_set(&choice->run_filter, text, store, any_run_matches); break;
	case EDIT_TAG_FILTER: filter_set(&choice->tag_filter, text, store, any_tag_matches); break;
	case EDIT_TAG_PIN: toggle_pin(choice, text); break;
	case EDIT_X_AXIS: set_x_axis(choice, edit->number); break;
	case EDIT_Y_SCALE: choice->y = (enum y_scale)pick(edit->number, (int)choice->y, Y_SCALE_COUNT); break;
	case EDIT_MARKER: choice->marker = (enum marker)pick(edit->number, (int)choice->marker, MARKER_COUNT); break;
	case EDIT_FREEZE: choice->frozen = !choice->frozen; break;
	case EDIT_SUPERSEDED: choice->superseded = !choice->superseded; break;
	case EDIT_SMOOTH: set_smooth(choice, edit->text, edit->number); break;
	case EDIT_OUTLIERS: choice->outliers_cut = !choice->outliers_cut; break;
	case EDIT_ZOOM: set_zoom(choice, edit->from, edit->to); break;
	case EDIT_ZOOM_FIT: choice->zoomed = false; break;
	}
	choice->generation++;
}
