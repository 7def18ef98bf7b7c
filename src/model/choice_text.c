#include "model/choice_text.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/choice_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LINE_WORDS 8
#define NAME_BYTES 65536 /* longer ones are not kept: they come from hostile files */

/* A line's words; those of names are still escaped. */
struct words {
	struct slice items[LINE_WORDS];
	int count;
};

/* ---- Words ------------------------------------------------------------------- */

static void write_name(struct str *out, struct slice name)
{
	for (size_t i = 0; i < name.length; i++) {
		unsigned char byte = (unsigned char)name.data[i];
		if (byte <= ' ' || byte >= 0x7F || byte == '%')
			str_printf(out, "%%%02X", byte);
		else
			str_append_char(out, (char)byte);
	}
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* False when the escapes are damaged. */
static bool read_name(struct slice word, struct str *out)
{
	for (size_t i = 0; i < word.length; i++) {
		if (word.data[i] != '%') {
			str_append_char(out, word.data[i]);
			continue;
		}
		int high = i + 2 < word.length ? hex_digit(word.data[i + 1]) : -1;
		int low = i + 2 < word.length ? hex_digit(word.data[i + 2]) : -1;
		if (high < 0 || low < 0)
			return false;
		str_append_char(out, (char)(high * 16 + low));
		i += 2;
	}
	return word.length <= NAME_BYTES;
}

/* The same as a C string: a name with a NUL is no text that a person typed. */
static bool read_text(struct slice word, struct str *out)
{
	return read_name(word, out) && strlen(str_text(out)) == out->length;
}

static bool word_is(struct slice word, const char *text)
{
	return slice_equal(word, slice_of(text));
}

static bool read_number(struct slice word, double *out)
{
	char text[NUMBER_SIZE], *end;
	if (!word.length || word.length >= sizeof text)
		return false;
	memcpy(text, word.data, word.length);
	text[word.length] = '\0';
	*out = strtod(text, &end);
	return !*end && isfinite(*out);
}

/* A whole number from 0 to `most`. */
static bool read_small(struct slice word, uint8_t most, uint8_t *out)
{
	double number;
	if (!read_number(word, &number) || number < 0 || number > most || number != floor(number))
		return false;
	*out = (uint8_t)number;
	return true;
}

/* The number of the second of two words among names; -1 when it is none of them. */
static int find_word(const struct words *words, const char *const *names, int count)
{
	for (int i = 0; i < count && words->count == 2; i++)
		if (word_is(words->items[1], names[i]))
			return i;
	return -1;
}

/* ---- What is chosen for all ----------------------------------------------------- */

static void write_x(const struct choice *choice, struct str *out)
{
	if (choice->x != X_STEP)
		str_printf(out, "x-axis %s\n", axis_name(choice->x));
}

static bool read_x(struct choice *choice, const struct words *words)
{
	int found = find_word(words, axis_names, X_AXIS_COUNT);
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
	int found = find_word(words, y_scale_names, Y_SCALE_COUNT);
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
	int found = find_word(words, marker_names, MARKER_COUNT);
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
	bool good = words->count == 2 && read_text(words->items[1], &text) && smooth_parse(str_text(&text), &choice->smooth);
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
	if (words->count != 3 || !read_number(words->items[1], &zoom.from) || !read_number(words->items[2], &zoom.to) ||
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
	bool reversed = words->count == 3 && word_is(words->items[2], "reversed");
	sort.count -= reversed;
	int found = find_word(&sort, run_sort_names, RUN_SORT_COUNT);
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
	int found = find_word(words, drawing_names, DRAWING_COUNT);
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
	bool good = words->count == 2 && read_text(words->items[1], &text) && band_parse(str_text(&text), &choice->band);
	str_fini(&text);
	return good;
}

static void write_panels(const struct choice *choice, struct str *out)
{
	if (choice->panels)
		str_printf(out, "panels %d\n", choice->panels);
}

static bool read_panels(struct choice *choice, const struct words *words)
{
	double panels;
	if (words->count != 2 || !read_number(words->items[1], &panels) || fabs(panels) > CHOICE_PANELS)
		return false;
	choice->panels = (int)panels;
	return true;
}

static void write_legend(const struct choice *choice, struct str *out)
{
	if (choice->legend_off)
		str_append_text(out, "no-legend\n");
}

static bool read_legend(struct choice *choice, const struct words *words)
{
	return choice->legend_off = words->count == 1;
}

static void write_hints(const struct choice *choice, struct str *out)
{
	if (choice->hints_off)
		str_append_text(out, "no-hints\n");
}

static bool read_hints(struct choice *choice, const struct words *words)
{
	return choice->hints_off = words->count == 1;
}

/* ---- Filters and pins ----------------------------------------------------------- */

static void write_line(struct str *out, const char *word, const char *text)
{
	if (!*text)
		return;
	str_printf(out, "%s ", word);
	write_name(out, slice_of(text));
	str_append_char(out, '\n');
}

static void write_run_filter(const struct choice *choice, struct str *out)
{
	write_line(out, "run-filter", choice->run_filter.text);
}

static void write_tag_filter(const struct choice *choice, struct str *out)
{
	write_line(out, "tag-filter", choice->tag_filter.text);
}

static bool read_filter(struct filter *filter, const struct words *words)
{
	struct str text = {0};
	bool good = words->count == 2 && read_text(words->items[1], &text);
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
		write_line(out, "pin", choice->pins.names[i]);
}

static bool read_pin(struct choice *choice, const struct words *words)
{
	struct str text = {0};
	bool good = words->count == 2 && read_text(words->items[1], &text);
	if (good && !choice_pinned(choice, str_slice(&text)))
		tag_list_add(&choice->pins, str_text(&text));
	str_fini(&text);
	return good;
}

static bool read_tag(const struct words *words, int at, struct str *out)
{
	return words->count > at && read_text(words->items[at], out) && out->length;
}

static void write_marked(const struct choice *choice, struct str *out)
{
	for (size_t i = 0; i < choice->marked.count; i++)
		write_line(out, "mark", choice->marked.names[i]);
}

static bool read_marked(struct choice *choice, const struct words *words)
{
	struct str tag = {0};
	bool good = words->count == 2 && read_tag(words, 1, &tag);
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
			write_name(out, slice_of(list->names[k]));
			str_append_char(out, ' ');
			write_name(out, slice_of(list->names[0]));
			str_append_char(out, '\n');
		}
	}
}

static bool read_merge(struct choice *choice, const struct words *words)
{
	struct str tag = {0}, with = {0};
	bool good = words->count == 3 && read_tag(words, 1, &tag) && read_tag(words, 2, &with) &&
	            !slice_equal(str_slice(&tag), str_slice(&with));
	if (good)
		merges_add(&choice->merges, str_text(&with), str_text(&tag));
	str_fini(&tag);
	str_fini(&with);
	return good;
}

/* "best TAG min", "best TAG max" */
static void write_judged(const struct choice *choice, struct str *out)
{
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < choice->judged.tags[i].count; k++) {
			str_append_text(out, "best ");
			write_name(out, slice_of(choice->judged.tags[i].names[k]));
			str_append_text(out, i ? " max\n" : " min\n");
		}
}

static bool read_judged(struct choice *choice, const struct words *words)
{
	struct str tag = {0};
	bool max = words->count == 3 && word_is(words->items[2], "max");
	bool good = words->count == 3 && (max || word_is(words->items[2], "min")) && read_tag(words, 1, &tag);
	if (good && !tag_list_has(&choice->judged.tags[max], str_slice(&tag)))
		tag_list_add(&choice->judged.tags[max], str_text(&tag));
	str_fini(&tag);
	return good;
}

/* "group prefix" or "group regex RE" */
static void write_group(const struct choice *choice, struct str *out)
{
	if (choice->grouping.by == GROUP_PREFIX)
		str_append_text(out, "group prefix\n");
	else if (choice->grouping.by == GROUP_REGEX)
		write_line(out, "group regex", choice->grouping.text);
}

static bool read_group(struct choice *choice, const struct words *words)
{
	if (words->count == 2)
		return word_is(words->items[1], "prefix") && grouping_parse(&choice->grouping, "prefix");
	struct str text = {0};
	str_append_text(&text, "regex ");
	bool good = words->count == 3 && word_is(words->items[1], "regex") && read_text(words->items[2], &text) &&
	            grouping_parse(&choice->grouping, str_text(&text));
	str_fini(&text);
	return good;
}

/* ---- Runs ------------------------------------------------------------------------- */

/* "run NAME HUE STROKE MARK [shown|not-shown] [hidden]": what follows the rule for new runs says neither. */
static void write_runs(const struct choice *choice, struct str *out)
{
	for (uint32_t i = 0; i < choice->names.count; i++) {
		const struct run_choice *run = &choice->runs[i];
		struct slice name = names_text(&choice->names, i);
		if ((!run->listed && !run->kept && !run->touched) || !name.length || name.length > NAME_BYTES / 3)
			continue;
		str_append_text(out, "run ");
		write_name(out, name);
		if (run->listed || run->kept)
			str_printf(out, " %u %u %u", run->hue, run->stroke, run->mark);
		else
			str_append_text(out, " - - -");
		str_printf(out, "%s%s\n", !run->touched ? "" : run->shown ? " shown" : " not-shown",
		           run->hidden ? " hidden" : "");
	}
}

static bool read_identity(struct run_choice *run, const struct words *words)
{
	const struct slice *items = words->items;
	if (word_is(items[2], "-"))
		return true;
	run->kept = read_small(items[2], CHOICE_HUES - 1, &run->hue) &&
	           read_small(items[3], CHOICE_STROKES - 1, &run->stroke) &&
	           read_small(items[4], CHOICE_MARKS - 1, &run->mark);
	return run->kept;
}

static bool read_run(struct choice *choice, const struct words *words)
{
	struct str name = {0};
	struct run_choice run = {0};
	bool hide = false, good = words->count >= 5 && read_identity(&run, words) && read_name(words->items[1], &name);
	for (int i = 5; i < words->count && good; i++) {
		if (word_is(words->items[i], "hidden"))
			hide = true;
		else if (word_is(words->items[i], "shown") || word_is(words->items[i], "not-shown"))
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
	write_name(out, names_text(&choice->names, choice->baseline));
	str_append_char(out, '\n');
}

static bool read_baseline(struct choice *choice, const struct words *words)
{
	struct str name = {0};
	if (words->count == 2 && read_name(words->items[1], &name))
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
	{"x-axis", write_x, read_x},
	{"y-scale", write_y, read_y},
	{"marker", write_marker, read_marker},
	{"smooth", write_smooth, read_smooth},
	{"zoom", write_zoom, read_zoom},
	{"superseded", write_superseded, read_superseded},
	{"ignore-outliers", write_outliers, read_outliers},
	{"panels", write_panels, read_panels},
	{"no-legend", write_legend, read_legend},
	{"no-hints", write_hints, read_hints},
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
		if (word_is(words.items[0], fields[i].word))
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
