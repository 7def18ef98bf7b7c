#include "base/number.h"
#include "base/text.h"
#include "view/ask.h"
#include "view/axes.h"
#include "view/scalars.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The point of a run at the cursor, else its newest. */
static bool find_point(const struct scalars *view, const struct scene *scene, const struct line_run *line,
                       struct row *row, double *value)
{
	enum number_type type;
	enum x_axis axis = choice_x(scene->choice);
	uint32_t series = store_series_find(scene->store, line->run, view->chart_tag);
	if (series == STORE_NONE || store_series_head(scene->store, series).kind != KIND_SCALAR)
		return false;
	bool found = view->has_cursor ? query_nearest(scene->store, series, axis_source(axis),
	                                              axis_find(axis, line, view->cursor), row, &type)
	                              : store_last_row(scene->store, series, row, &type);
	if (found)
		*value = number_value(type, row->bits);
	return found;
}

static void append_number(struct str *out, double value)
{
	char text[NUMBER_SIZE];
	str_append(out, text, number_shortest_double(text, value));
}

static void append_row(struct str *out, const struct scene *scene, const struct line_run *line, const struct row *row,
                       double value)
{
	text_clean(out, store_run(scene->store, line->run).name);
	str_printf(out, "\t%" PRId64 "\t", row->step);
	append_number(out, row->wall_time);
	str_append_char(out, '\t');
	append_number(out, value);
	str_append_char(out, '\n');
}

/* A line for each shown run that has the tag, under a line of names. */
static void copy_table(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	struct str table = {0}, said = {0};
	struct row row;
	double value;
	int rows = 0;
	str_append_text(&table, "run\tstep\twall_time\t");
	text_clean(&table, store_tag_name(scene->store, view->chart_tag));
	str_append_char(&table, '\n');
	for (size_t i = 0; i < view->lineup.count; i++)
		if (find_point(view, scene, &view->lineup.items[i], &row, &value)) {
			append_row(&table, scene, &view->lineup.items[i], &row, value);
			rows++;
		}
	str_printf(&said, "copied a table of %d run%s: ", rows, rows == 1 ? "" : "s");
	text_clean(&said, store_tag_name(scene->store, view->chart_tag));
	ask_copy(out, str_text(&table), str_text(&said));
	str_fini(&table);
	str_fini(&said);
}

static void copy_value(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	uint32_t series;
	struct row row;
	double value;
	const struct line_run *line = cursor_line(view, scene, &series);
	if (!line || !find_point(view, scene, line, &row, &value)) {
		ask(out, ASK_NOTICE, "there is no value to copy");
		return;
	}
	struct str text = {0}, said = {0};
	append_number(&text, value);
	str_printf(&said, "copied %s: ", str_text(&text));
	text_clean(&said, store_run(scene->store, line->run).name);
	str_printf(&said, " at step %" PRId64, row.step);
	ask_copy(out, str_text(&text), str_text(&said));
	str_fini(&text);
	str_fini(&said);
}

/* The directory that the run's files are in. */
static void copy_path(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	uint32_t number = 0, count = store_file_count(scene->store);
	while (number < count && store_file(scene->store, number).run != view->runs.focus)
		number++;
	if (number == count) {
		ask(out, ASK_NOTICE, "there is no run with a file");
		return;
	}
	struct str path = {0}, said = {0};
	struct slice shown = store_file(scene->store, number).shown;
	while (shown.length > 1 && shown.data[shown.length - 1] != '/')
		shown.length--;
	text_clean(&path, slice_make(shown.data, shown.length - (shown.length > 1)));
	str_printf(&said, "copied the path %s", str_text(&path));
	ask_copy(out, str_text(&path), str_text(&said));
	str_fini(&path);
	str_fini(&said);
}

void copy_act(const struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	static const char *const by_focus[FOCUS_COUNT] = {"value", "table", "path"};
	const char *what = input->text ? input->text : view->single ? "table" : by_focus[view->focus];
	if (view->chart_tag == STORE_NONE && strcmp(what, "path"))
		ask(out, ASK_NOTICE, "there is no chart to copy from");
	else if (!strcmp(what, "table"))
		copy_table(view, scene, out);
	else if (!strcmp(what, "value"))
		copy_value(view, scene, out);
	else if (!strcmp(what, "path"))
		copy_path(view, scene, out);
	else
		ask(out, ASK_NOTICE, "copy takes value, path or table");
}
