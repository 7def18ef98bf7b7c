#include "model/choice_text.h"

#include "base/number.h"
#include "model/choice_axes.h"
#include "model/choice_inside.h"
#include "model/choice_line.h"
#include "model/choice_screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- What is chosen for all ----------------------------------------------------- */

static void write_x(const struct choice *choice, struct str *out)
{
	if (choice->x != X_STEP)
		str_printf(out, "x-axis %s\n", axis_name(choice->x));
}

static bool read_x(struct choice *choice, const struct words *words)
{
	int found = line_find_word(words, axis_names, X_AXIS_COUNT);
	if (found >= 0)
		choice->x = (enum x_axis)found;
	return found >= 0;
}

static void write_y(const struct choice *choice, struct str *out)
{
	if (choice->y != Y_LINEAR)
		str_printf(out, "y-scale %s\n", y_scale_name(choice->y));
}

static bool read_y(struct choice *choice, const struct words *words)
{
	int found = line_find_word(words, y_scale_names, Y_SCALE_COUNT);
	if (found >= 0)
		choice->y = (enum y_scale)found;
	return found >= 0;
}

static void write_marker(const struct choice *choice, struct str *out)
{
	if (choice->marker != MARKER_BRAILLE)
		str_printf(out, "marker %s\n", marker_name(choice->marker));
}

static bool read_marker(struct choice *choice, const struct words *words)
{
	int found = line_find_word(words, marker_names, MARKER_COUNT);
	if (found >= 0)
		choice->marker = (enum marker)found;
	return found >= 0;
}

static void write_smooth(const struct choice *choice, struct str *out)
{
	char weight[NUMBER_SIZE];
	const struct smooth_spec *spec = &choice->smooth;
	number_shortest_double(weight, spec->weight);
	switch (spec->kind) {
	case SMOOTH_OFF: break;
	case SMOOTH_EMA: str_printf(out, "smooth ema:%s\n", weight); break;
	case SMOOTH_TIME_EMA: str_printf(out, "smooth tw-ema:%s\n", weight); break;
	case SMOOTH_WINDOW: str_printf(out, "smooth window:%u\n", spec->window); break;
	}
}

static bool read_smooth(struct choice *choice, const struct words *words)
{
	struct str text = {0};
	bool good = words->count == 2 && line_read_text(words->items[1], &text) && smooth_parse(str_text(&text), &choice->smooth);
	str_fini(&text);
	return good;
}

static void write_zoom(const struct choice *choice, struct str *out)
{
	char from[NUMBER_SIZE], to[NUMBER_SIZE];
	if (!choice->zoomed)
		return;
	number_shortest_double(from, choice->zoom.from);
	number_shortest_double(to, choice->zoom.to);
	str_printf(out, "zoom %s %s\n", from, to);
}

static bool read_zoom(struct choice *choice, const struct words *words)
{
	struct window zoom;
	if (words->count != 3 || !line_read_number(words->items[1], &zoom.from) || !line_read_number(words->items[2], &zoom.to) ||
	    !(zoom.from < zoom.to))
		return false;
	choice->zoom = zoom;
	choice->zoomed = true;
	return true;
}

static void write_superseded(const struct choice *choice, struct str *out)
{
	if (choice->superseded)
		str_append_text(out, "superseded\n");
}

static bool read_superseded(struct choice *choice, const struct words *words)
{
	return choice->superseded = words->count == 1;
}

static void write_outliers(const struct choice *choice, struct str *out)
{
	if (choice->outliers_cut)
		str_append_text(out, "ignore-outliers\n");
}

static bool read_outliers(struct choice *choice, const struct words *words)
{
	return choice->outliers_cut = words->count == 1;
}

static void write_sort(const struct choice *choice, struct str *out)
{
	if (choice->sort != RUN_SORT_NAME || choice->sort_reversed)
		str_printf(out, "sort %s%s\n", run_sort_name(choice->sort), choice->sort_reversed ? " reversed" : "");
}

static bool read_sort(struct choice *choice, const struct words *words)
{
	struct words sort = *words;
	bool reversed = words->count == 3 && line_word_is(words->items[2], "reversed");
	sort.count -= reversed;
	int found = line_find_word(&sort, run_sort_names, RUN_SORT_COUNT);
	if (found < 0)
		return false;
	choice->sort = (enum run_sort)found;
	choice->sort_reversed = reversed;
	return true;
}

static void write_drawing(const struct choice *choice, struct str *out)
{
	if (choice->drawing != DRAWING_LINE)
		str_printf(out, "drawing %s\n", drawing_name(choice->drawing));
}

static bool read_drawing(struct choice *choice, const struct words *words)
{
	int found = line_find_word(words, drawing_names, DRAWING_COUNT);
	if (found >= 0)
		choice->drawing = (enum drawing)found;
	return found >= 0;
}

static void write_pinned_only(const struct choice *choice, struct str *out)
{
	if (choice->pinned_only)
		str_append_text(out, "pinned-only\n");
}

static bool read_pinned_only(struct choice *choice, const struct words *words)
{
	return choice->pinned_only = words->count == 1;
}

static void write_difference(const struct choice *choice, struct str *out)
{
	if (choice->difference)
		str_append_text(out, "difference\n");
}

static bool read_difference(struct choice *choice, const struct words *words)
{
	return choice->difference = words->count == 1;
}

static void write_band(const struct choice *choice, struct str *out)
{
	char text[BAND_TEXT];
	band_text(choice->band, text);
	if (choice->band.kind != BAND_STD)
		str_printf(out, "band %s\n", text);
}

static bool read_band(struct choice *choice, const struct words *words)
{
	struct str text = {0};
	bool good = words->count == 2 && line_read_text(words->items[1], &text) && band_parse(str_text(&text), &choice->band);
	str_fini(&text);
	return good;
}

/* ---- Filters and pins ----------------------------------------------------------- */

static void write_run_filter(const struct choice *choice, struct str *out)
{
	line_write(out, "run-filter", choice->run_filter.text);
}

static void write_tag_filter(const struct choice *choice, struct str *out)
{
	line_write(out, "tag-filter", choice->tag_filter.text);
}

static bool read_filter(struct filter *filter, const struct words *words)
{
	struct str text = {0};
	bool good = words->count == 2 && line_read_text(words->items[1], &text);
	if (good)
		filter_start(filter, str_text(&text));
	str_fini(&text);
	return good;
}

static bool read_run_filter(struct choice *choice, const struct words *words)
{
	return read_filter(&choice->run_filter, words);
}

static bool read_tag_filter(struct choice *choice, const struct words *words)
{
	return read_filter(&choice->tag_filter, words);
}

static void write_pins(const struct choice *choice, struct str *out)
{
	for (size_t i = 0; i < choice->pins.count; i++)
		line_write(out, "pin", choice->pins.names[i]);
}

static bool read_pin(struct choice *choice, const struct words *words)
{
	struct str text = {0};
	bool good = words->count == 2 && line_read_text(words->items[1], &text);
	if (good && !choice_pinned(choice, str_slice(&text)))
		tag_list_add(&choice->pins, str_text(&text));
	str_fini(&text);
	return good;
}

static void write_marked(const struct choice *choice, struct str *out)
{
	for (size_t i = 0; i < choice->marked.count; i++)
		line_write(out, "mark", choice->marked.names[i]);
}

static bool read_marked(struct choice *choice, const struct words *words)
{
	struct str tag = {0};
	bool good = words->count == 2 && line_read_tag(words, 1, &tag);
	if (good && !tag_list_has(&choice->marked, str_slice(&tag)))
		tag_list_add(&choice->marked, str_text(&tag));
	str_fini(&tag);
	return good;
}

/* "merge TAG WITH": a line for each tag but the first, which all go with. */
static void write_merges(const struct choice *choice, struct str *out)
{
	for (size_t i = 0; i < choice->merges.count; i++) {
		const struct tag_list *list = &choice->merges.lists[i];
		for (size_t k = 1; k < list->count; k++) {
			str_append_text(out, "merge ");
			line_write_name(out, slice_of(list->names[k]));
			str_append_char(out, ' ');
			line_write_name(out, slice_of(list->names[0]));
			str_append_char(out, '\n');
		}
	}
}

static bool read_merge(struct choice *choice, const struct words *words)
{
	struct str tag = {0}, with = {0};
	bool good = words->count == 3 && line_read_tag(words, 1, &tag) && line_read_tag(words, 2, &with) &&
	            !slice_equal(str_slice(&tag), str_slice(&with));
	if (good)
		merges_add(&choice->merges, str_text(&with), str_text(&tag));
	str_fini(&tag);
	str_fini(&with);
	return good;
}

static void write_formulas(const struct choice *choice, struct str *out)
{
	for (size_t i = 0; i < choice->formulas.count; i++) {
		struct str text = {0};
		formula_write(&choice->formulas.items[i], &text);
		line_write(out, "derive", str_text(&text));
		str_fini(&text);
	}
}

static bool read_formula(struct choice *choice, const struct words *words)
{
	struct str text = {0};
	bool good = words->count == 2 && line_read_text(words->items[1], &text) && strstr(str_text(&text), " = ") &&
	            formulas_set(&choice->formulas, str_text(&text));
	str_fini(&text);
	return good;
}

/* "best TAG min", "best TAG max" */
static void write_judged(const struct choice *choice, struct str *out)
{
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < choice->judged.tags[i].count; k++) {
			str_append_text(out, "best ");
			line_write_name(out, slice_of(choice->judged.tags[i].names[k]));
			str_append_text(out, i ? " max\n" : " min\n");
		}
}

static bool read_judged(struct choice *choice, const struct words *words)
{
	struct str tag = {0};
	bool max = words->count == 3 && line_word_is(words->items[2], "max");
	bool good = words->count == 3 && (max || line_word_is(words->items[2], "min")) && line_read_tag(words, 1, &tag);
	if (good && !tag_list_has(&choice->judged.tags[max], str_slice(&tag)))
		tag_list_add(&choice->judged.tags[max], str_text(&tag));
	str_fini(&tag);
	return good;
}

/* "group prefix", "group regex RE", "group hparam" or "group hparam NAMES" */
static void write_group(const struct choice *choice, struct str *out)
{
	if (choice->grouping.by == GROUP_PREFIX)
		str_append_text(out, "group prefix\n");
	else if (choice->grouping.by == GROUP_REGEX)
		line_write(out, "group regex", choice->grouping.text);
	else if (choice->grouping.by == GROUP_HPARAM && choice->grouping.text[0])
		line_write(out, "group hparam", choice->grouping.text);
	else if (choice->grouping.by == GROUP_HPARAM)
		str_append_text(out, "group hparam\n");
}

static bool read_group(struct choice *choice, const struct words *words)
{
	bool prefix = words->count == 2 && line_word_is(words->items[1], "prefix");
	bool hparam = words->count >= 2 && line_word_is(words->items[1], "hparam");
	if (words->count == 2)
		return (prefix || hparam) && grouping_parse(&choice->grouping, prefix ? "prefix" : "hparam");
	struct str text = {0};
	str_append_text(&text, hparam ? "hparam " : "regex ");
	bool good = words->count == 3 && (hparam || line_word_is(words->items[1], "regex")) && line_read_text(words->items[2], &text) &&
	            grouping_parse(&choice->grouping, str_text(&text));
	str_fini(&text);
	return good;
}

/* ---- Runs ------------------------------------------------------------------------- */

/* "run NAME HUE STROKE MARK [shown|not-shown] [hidden] [coloured]": what follows the rule for new runs says neither. */
static void write_runs(const struct choice *choice, struct str *out)
{
	for (uint32_t i = 0; i < choice->names.count; i++) {
		const struct run_choice *run = &choice->runs[i];
		struct slice name = names_text(&choice->names, i);
		if ((!run->listed && !run->kept && !run->touched) || !name.length || name.length > NAME_BYTES / 3)
			continue;
		str_append_text(out, "run ");
		line_write_name(out, name);
		if (run->listed || run->kept)
			str_printf(out, " %u %u %u", run->hue, run->stroke, run->mark);
		else
			str_append_text(out, " - - -");
		str_printf(out, "%s%s%s\n", !run->touched ? "" : run->shown ? " shown" : " not-shown",
		           run->hidden ? " hidden" : "", run->coloured ? " coloured" : "");
	}
}

static bool read_identity(struct run_choice *run, const struct words *words)
{
	const struct slice *items = words->items;
	if (line_word_is(items[2], "-"))
		return true;
	run->kept = line_read_small(items[2], CHOICE_HUES - 1, &run->hue) &&
	           line_read_small(items[3], CHOICE_STROKES - 1, &run->stroke) &&
	           line_read_small(items[4], CHOICE_MARKS - 1, &run->mark);
	return run->kept;
}

static bool read_run(struct choice *choice, const struct words *words)
{
	struct str name = {0};
	struct run_choice run = {0};
	bool hide = false, good = words->count >= 5 && read_identity(&run, words) && line_read_name(words->items[1], &name);
	for (int i = 5; i < words->count && good; i++) {
		if (line_word_is(words->items[i], "hidden"))
			hide = true;
		else if (line_word_is(words->items[i], "coloured"))
			run.coloured = run.kept;
		else if (line_word_is(words->items[i], "shown") || line_word_is(words->items[i], "not-shown"))
			run.touched = true, run.shown = words->items[i].length == strlen("shown");
		else
			good = false;
	}
	uint32_t index = good ? choice_intern(choice, str_slice(&name)) : NAMES_NONE;
	str_fini(&name);
	if (index == NAMES_NONE)
		return false;
	run.hidden = choice->runs[index].hidden;
	run.matches = choice->runs[index].matches;
	choice->runs[index] = run;
	if (hide)
		choice_hide(choice, index);
	return true;
}

static void write_baseline(const struct choice *choice, struct str *out)
{
	if (choice->baseline == NAMES_NONE)
		return;
	str_append_text(out, "baseline ");
	line_write_name(out, names_text(&choice->names, choice->baseline));
	str_append_char(out, '\n');
}

static bool read_baseline(struct choice *choice, const struct words *words)
{
	struct str name = {0};
	if (words->count == 2 && line_read_name(words->items[1], &name))
		choice->baseline = choice_intern(choice, str_slice(&name));
	str_fini(&name);
	return choice->baseline != NAMES_NONE;
}

/* ---- The table ---------------------------------------------------------------------- */

static const struct field {
	const char *word; /* the first of its lines */
	void (*write)(const struct choice *choice, struct str *out);
	bool (*read)(struct choice *choice, const struct words *words); /* false: not understood, nothing done */
} fields[] = {
	{"x-tag", axes_write_x_tag, axes_read_x_tag},
	{"x-axis", write_x, read_x},
	{"x-log", axes_write_x_log, axes_read_x_log},
	{"tail", axes_write_tail, axes_read_tail},
	{"tail-size", axes_write_tail_sizes, axes_read_tail_size},
	{"y-ends", axes_write_y_ends, axes_read_y_ends},
	{"y-range", axes_write_hands, axes_read_hand},
	{"y-scale", write_y, read_y},
	{"marker", write_marker, read_marker},
	{"smooth", write_smooth, read_smooth},
	{"zoom", write_zoom, read_zoom},
	{"superseded", write_superseded, read_superseded},
	{"ignore-outliers", write_outliers, read_outliers},
	{"panels", screen_write_panels, screen_read_panels},
	{"sidebar", screen_write_side, screen_read_side},
	{"no-legend", screen_write_legend, screen_read_legend},
	{"no-hints", screen_write_hints, screen_read_hints},
	{"hardware", screen_write_hardware, screen_read_hardware},
	{"column", screen_write_columns, screen_read_column},
	{"column-sort", screen_write_column_sort, screen_read_column_sort},
	{"run-filter", write_run_filter, read_run_filter},
	{"tag-filter", write_tag_filter, read_tag_filter},
	{"pin", write_pins, read_pin},
	{"sort", write_sort, read_sort},
	{"drawing", write_drawing, read_drawing},
	{"pinned-only", write_pinned_only, read_pinned_only},
	{"difference", write_difference, read_difference},
	{"band", write_band, read_band},
	{"mark", write_marked, read_marked},
	{"merge", write_merges, read_merge},
	{"derive", write_formulas, read_formula},
	{"best", write_judged, read_judged},
	{"group", write_group, read_group},
	{"run", write_runs, read_run},
	{"baseline", write_baseline, read_baseline},
};
#define FIELDS (sizeof fields / sizeof *fields)

void choice_write(const struct choice *choice, struct str *out)
{
	for (size_t i = 0; i < FIELDS; i++)
		fields[i].write(choice, out);
}

/* Up to the next `end`, which is taken off as well. */
static struct slice cut_at(struct slice *rest, char end)
{
	const char *at = memchr(rest->data, end, rest->length);
	size_t length = at ? (size_t)(at - rest->data) : rest->length, taken = length + (at != NULL);
	struct slice part = {rest->data, length};
	*rest = slice_make(rest->data + taken, rest->length - taken);
	return part;
}

static bool read_line(struct choice *choice, struct slice line)
{
	struct words words = {0};
	while (line.length && words.count < LINE_WORDS)
		words.items[words.count++] = cut_at(&line, ' ');
	if (line.length)
		return false;
	for (size_t i = 0; i < FIELDS; i++)
		if (line_word_is(words.items[0], fields[i].word))
			return fields[i].read(choice, &words);
	return false;
}

uint32_t choice_read(struct choice *choice, struct slice text)
{
	uint32_t ignored = 0;
	while (text.length) {
		struct slice line = cut_at(&text, '\n');
		ignored += line.length && !read_line(choice, line);
	}
	choice->generation++;
	return ignored;
}
