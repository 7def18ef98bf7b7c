#include "base/alloc.h"
#include "base/number.h"
#include "chart/plot_legend.h"
#include "view/maker.h"
#include "view/run_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_DIGITS 4

/* "loss", "loss seed1": as much as tells it from the others. */
void legend_name(const struct maker *maker, const struct chart *chart, const struct chart_part *part, struct label *out)
{
	if (chart->tag_count == 1) {
		*out = part->line->name;
		return;
	}
	struct label tag;
	label_name(&tag, store_tag_name(maker->scene->store, part->tag), LINEUP_NAME / 2);
	if (maker->lineup->count == 1)
		*out = tag;
	else
		label_format(out, "%s %s", tag.text, part->line->name.text);
}

/* Cut where it is too long. */
static void put(const char *text, char *out, size_t size)
{
	size_t length = strlen(text) < size ? strlen(text) : size - 1;
	memcpy(out, text, length);
	out[length] = '\0';
}

/* Of differences: where the line ends that is drawn. */
static void say_difference(const struct plot_column *columns, size_t count, char *out, size_t size)
{
	char text[NUMBER_SIZE] = "";
	while (count && !isfinite(columns[count - 1].last))
		count--;
	if (count)
		number_change(text, columns[count - 1].last, VALUE_DIGITS);
	put(text, out, size);
}

static void say_newest(const struct store *store, uint32_t series, char *out, size_t size)
{
	struct row last;
	enum number_type type;
	char text[NUMBER_SIZE] = "";
	if (store_last_row(store, series, &last, &type))
		number_short(text, number_value(type, last.bits), VALUE_DIGITS);
	put(text, out, size);
}

/* What the legend says behind the name. */
static void say_value(const struct maker *maker, const struct chart_part *part, struct plot_line *line)
{
	if (choice_difference(maker->scene->choice, maker->scene->store)) {
		say_difference(line->columns, line->count, line->value, sizeof line->value);
		return;
	}
	if (!part->line->members) {
		say_newest(maker->scene->store, part->series, line->value, sizeof line->value);
		return;
	}
	struct band band = lineup_band(maker->scene, part->line, part->tag);
	run_order_say(line->value, sizeof line->value, &band, choice_band(maker->scene->choice));
}

/* ---- Which lines it has ------------------------------------------------------------ */

struct entry {
	size_t at; /* the line */
	bool named;
	const struct chart_part *part;
};

/* As the lineup has them, whichever of them is drawn on top, a tag after the other; lines without a name last. */
static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->named != y->named)
		return y->named - x->named;
	if (x->part->place != y->part->place)
		return x->part->place - y->part->place;
	if (x->part->line != y->part->line)
		return x->part->line < y->part->line ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Of all lines; returns how many have a name. */
static size_t list_entries(const struct maker *maker, const struct chart *chart, struct entry *entries)
{
	size_t named = 0;
	for (size_t i = 0; i < chart->plot.line_count; i++) {
		entries[i] = (struct entry){i, chart->lines[i].name.length > 0, &maker->charts->parts[i]};
		named += entries[i].named;
	}
	qsort(entries, chart->plot.line_count, sizeof *entries, compare_entries);
	return named;
}

/* The focused run is among the first `most`, else it comes before them. */
static void keep_focused(const struct maker *maker, struct entry *entries, size_t count, size_t most)
{
	const struct line_run *focused = lineup_of(maker->lineup, maker->wanted->run);
	size_t at = 0;
	while (at < count && entries[at].part->line != focused)
		at++;
	if (at == count || at < most)
		return;
	struct entry entry = entries[at];
	memmove(entries + 1, entries, at * sizeof *entries);
	entries[0] = entry;
}

/* Names that have no room are cut where they differ least. */
static void fit_names(struct chart *chart, const struct entry *entries, size_t count)
{
	struct slice *names = xcalloc(count + 1, sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = chart->lines[entries[i].at].name;
	int columns = plot_legend_names(chart->layout.plot.width);
	struct label_cut cut = label_cut_apart(names, count, columns);
	for (size_t i = 0; i < count; i++) {
		struct label *name = &chart->names[entries[i].at], whole = *name;
		label_name_cut(name, label_slice(&whole), columns, &cut);
		chart->lines[entries[i].at].name = label_slice(name);
	}
	free(names);
}

/* On the screen only the first have room; a file has as much as it likes. */
void legend_make(const struct maker *maker, struct chart *chart)
{
	struct entry *entries = xcalloc(chart->plot.line_count + 1, sizeof *entries);
	size_t count = list_entries(maker, chart, entries), most = count;
	if (maker->deadline) {
		int rows = plot_legend_rows(chart->layout.plot.height);
		most = (size_t)rows < count ? (size_t)rows : count;
		keep_focused(maker, entries, count, most - (most && most < count)); /* the last row counts the rest */
	}
	for (size_t i = 0; i < chart->plot.line_count; i++)
		chart->legend[i] = entries[i].at;
	for (size_t i = 0; i < most && chart->plot.legend; i++)
		say_value(maker, entries[i].part, &chart->lines[entries[i].at]);
	if (maker->deadline && chart->plot.legend)
		fit_names(chart, entries, most);
	chart->plot.legend_order = chart->legend;
	free(entries);
}
