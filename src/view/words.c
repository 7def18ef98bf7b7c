#include "base/number.h"
#include "view/maker.h"

#include <math.h>

#define VALUE_DIGITS 4

void words_subtitle(const struct maker *maker, struct chart *chart)
{
	const struct store *store = maker->scene->store;
	uint32_t series = STORE_NONE;
	double at = NAN;
	for (size_t i = 0; i < maker->lineup->count; i++)
		if (maker->lineup->items[i].run == maker->wanted->run) {
			series = maker_series(maker, &maker->lineup->items[i], chart->tag);
			at = axis_find(maker->axis, &maker->lineup->items[i], maker->wanted->cursor);
		}
	struct row row;
	enum number_type type;
	char value[NUMBER_SIZE], step[NUMBER_SIZE];
	if (series == STORE_NONE) {
		chart->subtitle = (struct label){0};
	} else if (isfinite(maker->wanted->cursor)) {
		if (!query_nearest(store, series, axis_source(maker->axis), at, &row, &type))
			return;
		number_short(value, number_value(type, row.bits), VALUE_DIGITS);
		number_grouped(step, row.step);
		label_format(&chart->subtitle, "%s @ %s", value, step);
	} else if (store_last_row(store, series, &row, &type)) {
		number_short(value, number_value(type, row.bits), VALUE_DIGITS);
		label_format(&chart->subtitle, "%s", value);
	}
	if (chart->bulk.far_off && !isfinite(maker->wanted->cursor)) {
		number_grouped(step, (int64_t)chart->bulk.far_off);
		label_format(&chart->subtitle, "%s far off: = leaves %s out", step, chart->bulk.far_off == 1 ? "it" : "them");
	}
}

/* One point is a dot and its value; its own number says more than an axis. */
void words_note(const struct maker *maker, struct chart *chart, const struct span *span, bool finite)
{
	char count[NUMBER_SIZE];
	chart->note = (struct label){0};
	if (maker->lineup->count == 0)
		label_format(&chart->note, "all %u runs are hidden: a shows them", maker->lineup->total);
	else if (span->lines == 0)
		label_format(&chart->note, "no shown run has this tag%s",
		             maker->lineup->count < maker->lineup->total ? ": a shows all runs" : "");
	else if (span->bad == span->points) {
		number_grouped(count, (int64_t)span->bad);
		label_format(&chart->note, span->bad == 1 ? "its only value is not finite" : "none of %s values is finite", count);
	} else if (!isfinite(span->x_from))
		label_format(&chart->note, "no point has a place on this x axis");
	else if (!finite)
		label_format(&chart->note, choice_y(maker->scene->choice) == Y_LOG ? "nothing above 0 here" : "no points here");
	chart->plot.note = chart->note.length ? chart->note.text : NULL;
	chart->plot.axes = span->lines > 0 && isfinite(span->x_from); /* without a line its numbers would mean nothing */
}
