#include "view/hardware.h"

#include "chart/spark.h"
#include "model/query.h"
#include "model/run_series.h"
#include "view/axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_WIDTH 12
#define NAME_NARROW 8
#define VALUE_WIDTH 8
#define NARROW 60     /* columns */
#define PART_LEAST 1.5 /* a share that is more was logged in per cent */
#define GIB 1073741824.0

/* X(figure, name beside others, short, rank, role) */
#define FIGURE_LIST(X)                                                                                          \
	X(GPU_BUSY, "gpu busy", "gpu", 1, ROLE_SERIES_2) X(GPU_MEMORY, "gpu memory", "gpu mem", 2, ROLE_SERIES_4)      \
	X(GPU_POWER, "gpu power", "gpu W", 5, ROLE_SERIES_6) X(GPU_HEAT, "gpu heat", "gpu temp", 6, ROLE_SERIES_1)       \
	X(CPU_BUSY, "cpu busy", "cpu", 3, ROLE_SERIES_0) X(MEMORY_USED, "memory", "memory", 4, ROLE_SERIES_3)        \
	X(DISK_RATE, "disk", "disk", 7, ROLE_SERIES_5) X(NETWORK_RATE, "network", "network", 8, ROLE_SERIES_7)

static const struct {
	const char *name, *narrow;
	int rank;
	enum role role;
} figures[HARDWARE_FIGURES] = {
#define X(figure, name, narrow, rank, role) [figure] = {name, narrow, rank, role},
	FIGURE_LIST(X)
#undef X
};
enum { RANK_EACH_GPU = 9 };

/* ---- What there is ---------------------------------------------------------------------- */

static void add_source(struct hardware_pane *pane, struct hardware_source source)
{
	if (pane->source_count < HARDWARE_ROWS)
		pane->sources[pane->source_count++] = source;
}

/* One GPU behind the other, and figures of each as those of this machine are. */
static bool comes_before(const struct device_series *a, const struct device_series *b)
{
	return a->gpu != b->gpu ? a->gpu < b->gpu : a->figure < b->figure;
}

static void add_tag(struct hardware_pane *pane, struct device_series tag)
{
	int at = pane->tag_count;
	if (at == HARDWARE_TAGS && !comes_before(&tag, &pane->tags[at - 1]))
		return;
	at -= at == HARDWARE_TAGS;
	for (pane->tag_count = at + 1; at > 0 && comes_before(&tag, &pane->tags[at - 1]); at--)
		pane->tags[at] = pane->tags[at - 1];
	pane->tags[at] = tag;
}

/* Looked for anew when the run has other tags than it had. */
static void find_tags(struct hardware_pane *pane, const struct store *store, uint32_t run)
{
	uint32_t count = run == STORE_NONE ? 0 : store_run_series_count(store, run);
	if (pane->tags_run == run && pane->tags_seen == count)
		return;
	pane->tags_run = run;
	pane->tags_seen = count;
	pane->tag_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head head = store_series_head(store, series);
		struct device_tag tag = device_tag_of(store_tag_name(store, head.tag));
		if (tag.figure != HARDWARE_FIGURES && head.kind == KIND_SCALAR)
			add_tag(pane, (struct device_series){series, tag.gpu, tag.figure, tag.unit});
	}
}

/* A rate is there from the second reading on: it has its row from the first. */
static bool is_known(const struct hardware_log *log, const struct hardware *now, enum hardware_figure figure)
{
	bool rate = figure == CPU_BUSY || figure == DISK_RATE || figure == NETWORK_RATE;
	return isfinite(hardware_value(now, figure, HARDWARE_ALL)) || (rate && hardware_log_generation(log) < 2);
}

static void find_own(struct hardware_pane *pane, const struct hardware_log *log)
{
	const struct hardware *now = hardware_log_newest(log);
	for (int i = 0; now && i < HARDWARE_FIGURES; i++) {
		enum hardware_figure figure = (enum hardware_figure)i;
		if (is_known(log, now, figure))
			add_source(pane, (struct hardware_source){figure, HARDWARE_ALL, STORE_NONE, figures[i].rank, UNIT_UNKNOWN, 0});
		for (uint32_t gpu = 0; figure == GPU_BUSY && now->gpu_count > 1 && gpu < now->gpu_count; gpu++)
			add_source(pane, (struct hardware_source){figure, gpu, STORE_NONE, RANK_EACH_GPU, UNIT_UNKNOWN, now->gpus[gpu].number});
	}
}

/* Those that tell most, `most` of them, in their order. */
static void choose_sources(struct hardware_pane *pane, int most)
{
	while (pane->source_count > most) {
		int worst = 0;
		for (int i = 0; i < pane->source_count; i++)
			if (pane->sources[i].rank >= pane->sources[worst].rank)
				worst = i;
		for (int i = worst; i + 1 < pane->source_count; i++)
			pane->sources[i] = pane->sources[i + 1];
		pane->source_count--;
	}
}

/* The first GPU's tell as much as those of this machine; those of the others less. */
static void find_logged(struct hardware_pane *pane)
{
	uint32_t first = UINT32_MAX;
	for (int i = 0; i < pane->tag_count; i++)
		first = pane->tags[i].gpu < first ? pane->tags[i].gpu : first;
	for (int i = 0; i < pane->tag_count; i++) {
		const struct device_series *tag = &pane->tags[i];
		bool of_other = tag->gpu != first && tag->gpu != UINT32_MAX;
		int rank = of_other ? RANK_EACH_GPU : figures[tag->figure].rank;
		add_source(pane, (struct hardware_source){tag->figure, tag->gpu, tag->series, rank, tag->unit, tag->gpu});
	}
}

int hardware_find(struct hardware_pane *pane, const struct scene *scene, uint32_t run, int logged)
{
	bool on = choice_hardware(scene->choice);
	pane->source_count = 0;
	if (!on && !logged)
		return 0;
	find_tags(pane, scene->store, run);
	if (on && scene->hardware)
		find_own(pane, scene->hardware);
	find_logged(pane);
	if (!on)
		choose_sources(pane, logged);
	return pane->source_count > 0 ? pane->source_count : on && scene->hardware != NULL;
}

/* ---- Figures as text ------------------------------------------------------------------------ */

static void say_bytes_of(struct label *label, double used, double total)
{
	char text[NUMBER_SIZE];
	int decimals = total < 10 * GIB ? 1 : 0;
	if (isfinite(total)) {
		label_format(label, "%.*f/%.*fG", decimals, used / GIB, decimals, total / GIB);
		return;
	}
	number_bytes(text, used > 0 && used < 1e18 ? (uint64_t)used : 0);
	label_format(label, "%s", text);
}

static void say_value(struct label *label, enum hardware_figure figure, double value, double most, bool ascii)
{
	char text[NUMBER_SIZE];
	number_short(text, value, 3);
	if (!isfinite(value))
		label_format(label, "—");
	else if (figure == GPU_BUSY || figure == CPU_BUSY)
		label_format(label, "%.0f%%", 100 * value);
	else if (figure == GPU_MEMORY || figure == MEMORY_USED)
		say_bytes_of(label, value, most);
	else if (figure == GPU_POWER)
		label_format(label, "%.0fW", value);
	else if (figure == GPU_HEAT)
		label_format(label, ascii ? "%.0fC" : "%.0f°C", value);
	else
		label_format(label, "%sB/s", text);
}

/* As it was logged: the unit is the tag's. */
static void say_logged(struct label *label, const struct hardware_source *source, double value, double most, bool ascii)
{
	enum hardware_figure figure = source->figure;
	char text[NUMBER_SIZE];
	number_short(text, value, 3);
	if (!isfinite(value))
		label_format(label, "—");
	else if (figure == GPU_BUSY || figure == CPU_BUSY)
		label_format(label, "%.0f%%", 100 * value / most);
	else if (source->unit == UNIT_BYTES && (figure == GPU_MEMORY || figure == MEMORY_USED))
		say_bytes_of(label, value, NAN);
	else if (source->unit == UNIT_PERCENT)
		label_format(label, "%.0f%%", value);
	else if (figure == GPU_HEAT)
		label_format(label, ascii ? "%sC" : "%s°C", text);
	else
		label_format(label, "%s%s", text, figure == GPU_POWER ? "W" : "");
}

/* "gpu busy", "  gpu 3" below it; what the run logged has its mark before it: "■gpu3 busy". */
static void say_name(struct hardware_row *row, const struct hardware_source *source, bool narrow)
{
	const char *name = narrow ? figures[source->figure].narrow : figures[source->figure].name;
	bool logged = source->series != STORE_NONE, numbered = source->gpu != HARDWARE_ALL;
	row->logged = logged;
	if (logged && numbered && source->figure < GPU_FIGURES && !narrow)
		label_format(&row->name, "gpu%u%s", (unsigned)source->gpu % 1000, name + strlen("gpu"));
	else if (!logged && numbered)
		label_format(&row->name, "  gpu %u", (unsigned)source->number);
	else
		label_format(&row->name, "%s", name);
}

/* ---- Along the axis ----------------------------------------------------------------------------- */

/* A step's is when the run was there; times are themselves. */
static double wall_at(const struct scene *scene, uint32_t clock, double place, enum axis_source source)
{
	struct row row;
	enum number_type type;
	if (source == AXIS_WALL)
		return place;
	return clock != STORE_NONE && query_nearest(scene->store, clock, AXIS_STEP, place, &row, &type) ? row.wall_time : NAN;
}

struct edges {
	double place[HARDWARE_CELLS + 1]; /* steps or wall times, as series have them */
	double wall[HARDWARE_CELLS + 1];
	enum axis_source source;
	size_t count;
};

/* Neither falls: a query needs that, and after a restart wall times would. */
static void find_edges(struct edges *edges, const struct scene *scene, uint32_t run, const struct hardware_axis *axis,
                       int cells)
{
	enum x_axis x = choice_x(scene->choice);
	struct line_run own = {0};
	if (!axis->line && run != STORE_NONE)
		own = lineup_line(scene, run);
	const struct line_run *line = axis->line ? axis->line : &own;
	uint32_t clock = run == STORE_NONE ? STORE_NONE : run_clock(scene->store, run);
	edges->source = axis_source(x);
	edges->count = (size_t)cells;
	for (int i = 0; i <= cells; i++) {
		double place = axis_find(x, line, scale_value(axis->x, (double)i / cells));
		edges->place[i] = i && edges->place[i - 1] > place ? edges->place[i - 1] : place;
		double wall = wall_at(scene, clock, edges->place[i], edges->source);
		edges->wall[i] = i && edges->wall[i - 1] > wall ? edges->wall[i - 1] : wall;
	}
}

/* All that was recorded, where there is no axis of a chart. */
static void recorded_edges(struct edges *edges, const struct scene *scene, int cells)
{
	double from = scene->hardware ? hardware_log_start(scene->hardware) : NAN;
	edges->source = AXIS_WALL;
	edges->count = (size_t)cells;
	for (int i = 0; i <= cells; i++)
		edges->place[i] = edges->wall[i] = from + (fmax(scene->now, from + 1) - from) * i / cells;
}

/* All of a series, as the tags' sparks show it. */
static void logged_edges(struct edges *edges, const struct scene *scene, uint32_t series, int cells)
{
	struct chunk_summary whole = query_whole(scene->store, series);
	double from = (double)whole.min_step, span = fmax((double)whole.max_step - from, 1);
	edges->source = AXIS_STEP;
	edges->count = (size_t)cells;
	for (int i = 0; i <= cells; i++)
		edges->place[i] = from + span * i / cells;
}

static double highest(const double *values, size_t count)
{
	double most = 0;
	for (size_t i = 0; i < count; i++)
		most = values[i] > most ? values[i] : most;
	return most;
}

/* What is logged of shares may be parts or per cent, as all of it tells; of all else the highest that is seen fills a cell. */
static double logged_most(const struct hardware_source *source, double ever, double most)
{
	enum hardware_figure figure = source->figure;
	if (figure == GPU_BUSY || figure == CPU_BUSY)
		return ever > PART_LEAST || source->unit == UNIT_PERCENT ? 100 : 1;
	if (source->unit == UNIT_PERCENT)
		return fmax(most, 100);
	return figure == GPU_HEAT ? fmax(most, 100) : most;
}

static void make_logged(const struct scene *scene, const struct hardware_source *source, const struct edges *edges,
                        int cursor, struct hardware_row *row)
{
	static const struct stretch all = {.branch = BRANCH_CURRENT, .to = UINT64_MAX};
	struct column columns[HARDWARE_CELLS];
	struct row newest;
	enum number_type type;
	double value = NAN;
	/* Of shares and rates one of each cell, as in the tags' sparks: the highest would hide that it stood still. */
	bool sampled = source->figure == GPU_BUSY || source->figure == CPU_BUSY || source->figure == DISK_RATE ||
	               source->figure == NETWORK_RATE;
	bool any = query_part(scene->store, source->series,
	                      &(struct query){.stretch = &all, .axis = edges->source, .edges = edges->place}, columns,
	                      edges->count);
	for (size_t i = 0; i < edges->count; i++)
		row->levels[i] = !any ? NAN : sampled ? columns[i].last : columns[i].max;
	if (store_last_row(scene->store, source->series, &newest, &type))
		value = number_value(type, newest.bits);
	double most = logged_most(source, query_whole(scene->store, source->series).max, highest(row->levels, edges->count));
	if (cursor >= 0)
		value = row->levels[cursor];
	for (size_t i = 0; i < edges->count; i++)
		row->levels[i] /= most;
	say_logged(&row->value, source, value, most, scene->ascii);
}

static void make_recorded(const struct scene *scene, const struct hardware_source *source, const struct edges *edges,
                          int cursor, struct hardware_row *row)
{
	const struct hardware *now = hardware_log_newest(scene->hardware);
	double limit = hardware_most(now, source->figure, source->gpu);
	hardware_log_columns(scene->hardware, source->figure, source->gpu, edges->wall, row->levels, edges->count);
	double value = cursor >= 0 ? row->levels[cursor] : hardware_value(now, source->figure, source->gpu);
	double most = isfinite(limit) ? limit : highest(row->levels, edges->count);
	for (size_t i = 0; i < edges->count; i++)
		row->levels[i] /= most > 0 ? most : 1;
	say_value(&row->value, source->figure, value, limit, scene->ascii);
}

/* ---- All of it ------------------------------------------------------------------------------------ */

static int name_width(int width)
{
	return width < NARROW ? NAME_NARROW : NAME_WIDTH;
}

struct rect hardware_inside(struct rect area)
{
	rect_take_left(&area, name_width(area.width) + 1);
	rect_take_right(&area, VALUE_WIDTH + 1);
	return area;
}

void hardware_sides(int width, int *left, int *right)
{
	*left = name_width(width) + 1;
	*right = VALUE_WIDTH + 1;
}

static struct rect rows_of(const struct hardware_pane *pane)
{
	return pane->framed ? rect_inset(pane->area, 1, 1) : pane->area;
}

/* What the rows don't show of the GPUs; "" where they show all. */
static const char *gpus_note(const struct scene *scene, char *out, size_t size)
{
	char silent[NUMBER_SIZE];
	const struct hardware *now = hardware_log_newest(scene->hardware);
	*out = '\0';
	if (now && now->gpus_silent > 0) {
		number_age(silent, now->gpus_silent);
		snprintf(out, size, "GPUs don't answer for %s, ", silent);
	} else if (now && now->gpus_there > now->gpu_count) {
		snprintf(out, size, "%u of %u GPUs, ", now->gpu_count, now->gpus_there);
	}
	return out;
}

static void say_frame(struct hardware_pane *pane, const struct scene *scene, const struct hardware_axis *axis)
{
	char text[NUMBER_SIZE], note[64];
	double start = scene->hardware ? hardware_log_start(scene->hardware) : NAN;
	number_duration(text, scene->now - start);
	if (isfinite(start))
		label_format(&pane->title, "Hardware of this machine, %srecorded for %s", gpus_note(scene, note, sizeof note), text);
	else
		label_format(&pane->title, "Hardware");
	pane->from = pane->to = (struct label){0};
	if (!axis->x || pane->in_line)
		return;
	axis_say(&pane->from, choice_x(scene->choice), axis->x->from);
	axis_say(&pane->to, choice_x(scene->choice), axis->x->to);
}

static void say_mark(struct hardware_pane *pane, const struct scene *scene, uint32_t run)
{
	if (run == STORE_NONE)
		return;
	struct run_choice choice = choice_run(scene->choice, scene->store, run);
	pane->mark = run_mark(choice);
	pane->mark_role = (enum role)(ROLE_SERIES_0 + choice.hue % CHOICE_HUES);
}

/* As the chart's, if names and figures leave room for them. */
static bool go_in_line(struct hardware_pane *pane, const struct rect *plot)
{
	int end = pane->cells.x + pane->cells.width;
	if (!plot || rect_empty(*plot) || plot->x < pane->cells.x || plot->x + plot->width > end || plot->width > HARDWARE_CELLS)
		return false;
	pane->cells.x = plot->x;
	pane->cells.width = plot->width;
	return true;
}

static void lay_out(struct hardware_pane *pane, const struct hardware_axis *axis, bool framed, struct rect area)
{
	pane->area = area;
	pane->framed = framed;
	choose_sources(pane, rows_of(pane).height);
	pane->cells = hardware_inside(rows_of(pane));
	pane->in_line = go_in_line(pane, axis->plot);
	pane->cells.width = pane->cells.width < HARDWARE_CELLS ? pane->cells.width : HARDWARE_CELLS;
}

static int cell_of(const struct hardware_pane *pane, const struct hardware_axis *axis)
{
	double position = axis->x ? scale_position(axis->x, axis->cursor) : NAN;
	return position >= 0 && position <= 1 ? scale_column(position, pane->cells.width) : -1;
}

void hardware_prepare(struct hardware_pane *pane, const struct scene *scene, uint32_t run,
                      const struct hardware_axis *axis, bool framed, struct rect area)
{
	struct edges edges;
	pane->row_count = 0;
	lay_out(pane, axis, framed, area);
	say_frame(pane, scene, axis);
	say_mark(pane, scene, run);
	if (pane->cells.width < 1 || rect_empty(area))
		return;
	if (axis->x)
		find_edges(&edges, scene, run, axis, pane->cells.width);
	pane->cursor = cell_of(pane, axis);
	for (int i = 0; i < pane->source_count; i++) {
		const struct hardware_source *source = &pane->sources[i];
		struct hardware_row *row = &pane->rows[pane->row_count++];
		say_name(row, source, rows_of(pane).width < NARROW);
		row->role = figures[source->figure].role;
		if (!axis->x && source->series != STORE_NONE)
			logged_edges(&edges, scene, source->series, pane->cells.width);
		else if (!axis->x)
			recorded_edges(&edges, scene, pane->cells.width);
		if (source->series == STORE_NONE)
			make_recorded(scene, source, &edges, pane->cursor, row);
		else
			make_logged(scene, source, &edges, pane->cursor, row);
	}
}

static void paint_row(const struct hardware_pane *pane, const struct hardware_row *row, struct canvas *canvas, int y)
{
	struct rect line = rows_of(pane);
	if (row->logged)
		canvas_put(canvas, line.x, y, pane->mark, pane->mark_role, 0);
	canvas_text(canvas, line.x + row->logged, y, name_width(line.width) - row->logged, label_slice(&row->name), ROLE_TEXT, 0);
	for (int i = 0; i < pane->cells.width; i++)
		level_paint(canvas, pane->cells.x + i, y, row->levels[i], i == pane->cursor ? ROLE_STRONG : row->role);
	canvas_text_right(canvas, line.x + line.width - VALUE_WIDTH, y, VALUE_WIDTH, label_slice(&row->value), ROLE_STRONG, 0);
}

static void paint_frame(const struct hardware_pane *pane, struct canvas *canvas)
{
	int y = pane->area.y + pane->area.height - 1, x = pane->cells.x;
	canvas_box(canvas, pane->area, label_slice(&pane->title), ROLE_BORDER);
	canvas_text(canvas, x, y, pane->cells.width, label_slice(&pane->from), ROLE_AXIS, 0);
	if (pane->from.width + pane->to.width + 2 < pane->cells.width)
		canvas_text_right(canvas, x, y, pane->cells.width, label_slice(&pane->to), ROLE_AXIS, 0);
}

void hardware_paint(const struct hardware_pane *pane, struct canvas *canvas)
{
	struct rect old = canvas_clip(canvas, pane->area);
	if (pane->framed && !rect_empty(pane->area))
		paint_frame(pane, canvas);
	for (int i = 0; i < pane->row_count; i++)
		paint_row(pane, &pane->rows[i], canvas, pane->cells.y + i);
	canvas_unclip(canvas, old);
}
