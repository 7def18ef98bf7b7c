#include "model/query.h"

#include "model/origin.h"
#include "model/tables.h"

#include <math.h>

/* ---- Places on an axis --------------------------------------------------------- */

/* The largest step that is not above x; false when all are above it. */
static bool last_step_of(double x, int64_t *out)
{
	if (!(x >= -STEP_END))
		return false;
	*out = x >= STEP_END ? INT64_MAX : (int64_t)floor(x);
	return true;
}

enum { BEFORE = -1 };

/*
 * Rows at the edge of a column whose extremes are not looked at yet: when the
 * column is complete, those of the whole chunk mostly lie within it.
 */
struct part {
	const struct chunk *chunk;
	int64_t column;
	uint16_t from, to;
};
#define PARTS 8

struct sweep {
	enum axis_source axis;
	struct window window;
	struct origin from;
	double width;
	bool reaches;      /* false: all steps are above the window */
	int64_t last_step; /* the largest in it */
	const double *edges; /* NULL: columns of one width */
	int64_t edge;        /* the column that was looked up last: the next is near */
	struct column *columns;
	int64_t first, count; /* those from `first` on are filled */
	const struct stretch *stretch;
	uint64_t place; /* in the branch, of what is looked at next */
	bool any;       /* there are points in the stretch at all */
	struct part parts[PARTS]; /* a ring */
	size_t part_begin, part_count;
};

/* The column at a distance from the window's start: of two, the further is never in the earlier column. */
static int64_t column_at(const struct sweep *sweep, double distance)
{
	double at = distance / sweep->width * (double)sweep->count;
	if (!(at < (double)sweep->count))
		return sweep->count - 1;
	return (int64_t)at;
}

/* The column between whose edges x lies; most often the same as before, or the next. */
static int64_t column_between(struct sweep *sweep, double x)
{
	const double *edges = sweep->edges;
	if (!(x >= edges[0]))
		return BEFORE;
	if (!(x < edges[sweep->count]))
		return x > edges[sweep->count] ? sweep->count : sweep->count - 1;
	int64_t low = sweep->edge, high = low + 1;
	if (x < edges[low]) {
		high = low;
		low = 0;
	} else if (x >= edges[high]) {
		low = high;
		high = sweep->count;
	}
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		if (x >= edges[middle])
			low = middle;
		else
			high = middle;
	}
	return sweep->edge = low;
}

static int64_t place_of_step(struct sweep *sweep, int64_t step)
{
	if (sweep->edges)
		return column_between(sweep, (double)step);
	double distance = step_distance(sweep->from, step);
	if (!(distance >= 0))
		return BEFORE;
	return sweep->reaches && step <= sweep->last_step ? column_at(sweep, distance) : sweep->count;
}

static int64_t place_of_wall(struct sweep *sweep, double wall)
{
	if (sweep->edges)
		return column_between(sweep, wall);
	if (!(wall >= sweep->window.from))
		return BEFORE;
	return wall <= sweep->window.to ? column_at(sweep, wall - sweep->window.from) : sweep->count;
}

static int64_t wanted(const struct sweep *sweep, int64_t column)
{
	return column < sweep->first ? BEFORE : column;
}

static int64_t column_of_step(struct sweep *sweep, int64_t step)
{
	return wanted(sweep, place_of_step(sweep, step));
}

static int64_t column_of_wall(struct sweep *sweep, double wall)
{
	return wanted(sweep, place_of_wall(sweep, wall));
}

static int64_t column_of_row(struct sweep *sweep, const struct row *row)
{
	if (sweep->axis == AXIS_STEP)
		return column_of_step(sweep, row->step);
	return isfinite(row->wall_time) ? column_of_wall(sweep, row->wall_time) : BEFORE;
}

/* ---- Branches ---------------------------------------------------------------------- */

/* Only points that count have levels above the links: the others are rarely asked for. */
static size_t top_level(const struct strip *strip, enum branch branch)
{
	return branch == BRANCH_CURRENT ? strip->level_count : 0;
}

static size_t branch_read(const struct strip *strip, size_t index, enum branch branch, struct row *out,
                          enum number_type *type)
{
	if (branch == BRANCH_CURRENT)
		return strip_read(strip, index, out, type);
	*type = chunk_type(strip->links[index].chunk);
	return link_read_hidden(&strip->links[index], out);
}

static struct chunk_summary branch_node(const struct strip *strip, enum branch branch, size_t level, size_t index)
{
	if (branch == BRANCH_CURRENT)
		return strip_node(strip, level, index);
	const struct link *link = &strip->links[index];
	if (link->seen == LINK_HIDDEN)
		return *chunk_summary(link->chunk);
	struct row rows[CHUNK_ROWS];
	if (link->seen == LINK_WHOLE)
		return chunk_summarise(NULL, 0, NUMBER_F64);
	return chunk_summarise(rows, link_read_hidden(link, rows), chunk_type(link->chunk));
}

/* ---- Columns --------------------------------------------------------------------- */

static const struct column empty_column = {
	.first = NAN, .last = NAN, .min = NAN, .max = NAN, .min_positive = NAN,
};

static void column_add(struct column *column, const struct chunk_summary *summary)
{
	column->count += summary->count;
	column->nan += summary->nan;
	column->infinite += summary->infinite;
	column->below += summary->below;
	if (isnan(column->first))
		column->first = summary->first;
	if (!isnan(summary->last))
		column->last = summary->last;
	column->min = fmin(column->min, summary->min);
	column->max = fmax(column->max, summary->max);
	column->min_positive = fmin(column->min_positive, summary->min_positive);
}

/* As column_add of one row; most of a query's time goes here. */
static void column_add_value(struct column *column, double value)
{
	column->count++;
	if (!isfinite(value)) {
		column->nan += isnan(value);
		column->infinite += !isnan(value);
		column->below += value < 0;
		return;
	}
	if (isnan(column->first))
		column->first = column->min = column->max = value;
	column->last = value;
	if (value < column->min)
		column->min = value;
	if (value > column->max)
		column->max = value;
	if (value > 0 && !(value >= column->min_positive))
		column->min_positive = value;
}

/* How many of the `count` places from here on lie before `end`. */
static size_t places_before(const struct sweep *sweep, uint64_t end, size_t count)
{
	if (end <= sweep->place)
		return 0;
	return end - sweep->place < count ? (size_t)(end - sweep->place) : count;
}

/* ---- Chunks that lie in several columns ------------------------------------------------ */

/* The first row behind `from` that is in another column; steps must not fall. */
static size_t end_of_column(struct sweep *sweep, const struct chunk *chunk, size_t from, size_t to, int64_t column)
{
	size_t low = from + 1, high = to;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (column_of_step(sweep, chunk_step(chunk, middle)) == column)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool part_is_within(const struct column *column, const struct chunk_summary *whole)
{
	bool positive = isnan(whole->min_positive) || column->min_positive <= whole->min_positive;
	return column->min <= whole->min && column->max >= whole->max && positive;
}

/* Adds the extremes of the oldest part; all else of it is in the column already. */
static void settle_part(struct sweep *sweep)
{
	const struct part *part = &sweep->parts[sweep->part_begin];
	struct column *column = &sweep->columns[part->column];
	sweep->part_begin = (sweep->part_begin + 1) % PARTS;
	sweep->part_count--;
	if (part_is_within(column, chunk_summary(part->chunk)))
		return;
	double values[CHUNK_ROWS];
	chunk_values(part->chunk, part->from, part->to, values);
	struct chunk_summary summary = chunk_summarise_values(values, (size_t)part->to - part->from);
	column->min = fmin(column->min, summary.min);
	column->max = fmax(column->max, summary.max);
	column->min_positive = fmin(column->min_positive, summary.min_positive);
}

static void settle_parts(struct sweep *sweep)
{
	while (sweep->part_count)
		settle_part(sweep);
}

static double value_at(const struct chunk *chunk, size_t index)
{
	return number_value(chunk_type(chunk), chunk_row(chunk, index).bits);
}

/* Rows `from` to `to` - 1 of a chunk, of finite values only, are in the column. */
static void add_part(struct sweep *sweep, const struct chunk *chunk, int64_t at, size_t from, size_t to)
{
	struct column *column = &sweep->columns[at];
	column_add_value(column, value_at(chunk, from));
	if (to - from > 1)
		column_add_value(column, value_at(chunk, to - 1));
	if (to - from < 3)
		return;
	column->count += to - from - 2;
	if (sweep->part_count == PARTS)
		settle_part(sweep);
	sweep->parts[(sweep->part_begin + sweep->part_count++) % PARTS] =
		(struct part){chunk, at, (uint16_t)from, (uint16_t)to};
}

/* Nearly all links: all rows count, and steps do not fall. */
static bool is_ordered(const struct sweep *sweep, const struct link *link)
{
	return sweep->axis == AXIS_STEP && sweep->stretch->branch == BRANCH_CURRENT && link->seen == LINK_WHOLE &&
	       !chunk_summary(link->chunk)->falls;
}

/* Whether few rows of the link have to be looked at: they are seen as they are, and all are finite. */
static bool is_plain(const struct strip *strip, const struct link *link)
{
	const struct chunk_summary *summary = chunk_summary(link->chunk);
	return !strip->lens && !summary->nan && !summary->infinite;
}

static void read_values(const struct strip *strip, size_t index, double *out)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = strip_read(strip, index, rows, &type);
	for (size_t i = 0; i < count; i++)
		out[i] = number_value(type, rows[i].bits);
}

static void sweep_ordered(struct sweep *sweep, const struct strip *strip, size_t index)
{
	double values[CHUNK_ROWS];
	const struct link *link = &strip->links[index];
	size_t count = chunk_summary(link->chunk)->count;
	size_t from = places_before(sweep, sweep->stretch->from, count);
	size_t to = places_before(sweep, sweep->stretch->to, count);
	bool plain = is_plain(strip, link);
	sweep->any |= from < to;
	sweep->place += count;
	if (!plain)
		read_values(strip, index, values);
	for (size_t end; from < to; from = end) {
		int64_t at = column_of_step(sweep, chunk_step(link->chunk, from));
		end = end_of_column(sweep, link->chunk, from, to, at);
		if (at == BEFORE || at == sweep->count)
			continue;
		if (plain) {
			add_part(sweep, link->chunk, at, from, end);
			continue;
		}
		struct chunk_summary summary = chunk_summarise_values(values + from, end - from);
		column_add(&sweep->columns[at], &summary);
	}
}

static void sweep_link(struct sweep *sweep, const struct strip *strip, size_t index)
{
	if (is_ordered(sweep, &strip->links[index])) {
		sweep_ordered(sweep, strip, index);
		return;
	}
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = branch_read(strip, index, sweep->stretch->branch, rows, &type);
	size_t from = places_before(sweep, sweep->stretch->from, count);
	size_t to = places_before(sweep, sweep->stretch->to, count);
	sweep->any |= from < to;
	sweep->place += count;
	for (size_t i = from; i < to; i++) {
		int64_t at = column_of_row(sweep, &rows[i]);
		if (at != BEFORE && at != sweep->count)
			column_add_value(&sweep->columns[at], number_value(type, rows[i].bits));
	}
}

static void sweep_node(struct sweep *sweep, const struct strip *strip, size_t level, size_t index);

static void sweep_below(struct sweep *sweep, const struct strip *strip, size_t level, size_t index)
{
	size_t nodes = strip_nodes(strip, level - 1), end = (index + 1) * STRIP_FANOUT;
	for (size_t i = index * STRIP_FANOUT; i < end && i < nodes; i++)
		sweep_node(sweep, strip, level - 1, i);
}

/* Whether nothing of a node can be in a column: it lies outside of the stretch. */
static bool outside_stretch(const struct sweep *sweep, uint32_t count)
{
	return sweep->place + count <= sweep->stretch->from || sweep->place >= sweep->stretch->to;
}

static bool inside_stretch(const struct sweep *sweep, uint32_t count)
{
	return sweep->place >= sweep->stretch->from && sweep->place + count <= sweep->stretch->to;
}

/* A node that lies in one column is added as a whole; one that lies outside is left out; others are looked into. */
static void sweep_node(struct sweep *sweep, const struct strip *strip, size_t level, size_t index)
{
	if (!level && strip->links[index].seen == LINK_PARTLY) {
		sweep_link(sweep, strip, index);
		return;
	}
	struct chunk_summary summary = branch_node(strip, sweep->stretch->branch, level, index);
	if (outside_stretch(sweep, summary.count)) {
		sweep->place += summary.count;
		return;
	}
	bool whole = inside_stretch(sweep, summary.count);
	sweep->any |= summary.count > 0;
	bool wall = sweep->axis == AXIS_WALL;
	if (wall && summary.odd_walls == summary.count) {
		sweep->place += summary.count;
		return;
	}
	int64_t low = wall ? column_of_wall(sweep, summary.min_wall) : column_of_step(sweep, summary.min_step);
	int64_t high = wall ? column_of_wall(sweep, summary.max_wall) : column_of_step(sweep, summary.max_step);
	bool off = low == high && (low == BEFORE || low == sweep->count);
	if (off || (whole && low == high && !(wall && summary.odd_walls))) {
		if (!off)
			column_add(&sweep->columns[low], &summary);
		sweep->place += summary.count;
	} else if (level) {
		sweep_below(sweep, strip, level, index);
	} else {
		sweep_link(sweep, strip, index);
	}
}

static struct chunk_summary whole_of(const struct series *series, enum branch branch);

static struct sweep sweep_of(const struct query *query, struct column *columns, size_t count)
{
	struct window window = query->window;
	if (query->edges)
		window = (struct window){query->edges[0], query->edges[count]};
	struct sweep sweep = {
		.axis = query->axis, .window = window, .from = origin_of(window.from), .width = window.to - window.from,
		.edges = query->edges, .columns = columns, .first = (int64_t)query->first, .count = (int64_t)count,
		.stretch = query->stretch,
	};
	sweep.reaches = last_step_of(window.to, &sweep.last_step);
	return sweep;
}

static bool has_window(const struct sweep *sweep)
{
	return !isnan(sweep->window.from) && !isnan(sweep->window.to);
}

static bool is_all(const struct stretch *stretch)
{
	return stretch->branch == BRANCH_CURRENT && stretch->from == 0 && stretch->to == UINT64_MAX;
}

size_t query_changed(const struct store *store, uint32_t number, uint64_t generation, const struct query *query,
                     size_t count)
{
	const struct series *series = &store->series[number];
	struct sweep sweep = sweep_of(query, NULL, count);
	if (generation == series->generation)
		return count;
	if (generation < series->growth.since || !is_all(query->stretch) || !has_window(&sweep))
		return 0;
	int64_t column = query->axis == AXIS_STEP ? place_of_step(&sweep, series->growth.step) :
	                                            place_of_wall(&sweep, series->growth.wall);
	return column == BEFORE ? 0 : (size_t)column;
}

bool query_part_in(const struct series *series, const struct query *query, struct column *columns, size_t count)
{
	const struct stretch *stretch = query->stretch;
	struct sweep sweep = sweep_of(query, columns, count);
	for (size_t i = query->first; i < count; i++)
		columns[i] = empty_column;
	if (!has_window(&sweep))
		return whole_of(series, BRANCH_CURRENT).count > 0;
	for (size_t s = 0; s < series_strip_count(series); s++) {
		const struct strip *strip = series_strip(series, s);
		size_t level = strip ? top_level(strip, stretch->branch) : 0;
		for (size_t i = 0; strip && i < strip_nodes(strip, level); i++)
			sweep_node(&sweep, strip, level, i);
	}
	settle_parts(&sweep);
	return sweep.any;
}

bool query_part(const struct store *store, uint32_t number, const struct query *query, struct column *columns,
                size_t count)
{
	return query_part_in(&store->series[number], query, columns, count);
}

bool query_stretch(const struct store *store, uint32_t number, const struct stretch *stretch, enum axis_source axis,
                   struct window window, struct column *columns, size_t count)
{
	const struct query query = {.stretch = stretch, .axis = axis, .window = window};
	return query_part(store, number, &query, columns, count);
}

bool query_columns(const struct store *store, uint32_t series, enum axis_source axis, struct window window,
                   struct column *columns, size_t count)
{
	const struct stretch all = {.branch = BRANCH_CURRENT, .to = UINT64_MAX};
	return query_stretch(store, series, &all, axis, window, columns, count);
}

struct column query_range(const struct store *store, uint32_t series, enum axis_source axis, struct window window)
{
	struct column column;
	query_columns(store, series, axis, window, &column, 1);
	return column;
}

static struct chunk_summary whole_of(const struct series *series, enum branch branch)
{
	struct chunk_summary sum = chunk_summarise(NULL, 0, NUMBER_F32);
	for (size_t s = 0; s < series_strip_count(series); s++) {
		const struct strip *strip = series_strip(series, s);
		size_t level = strip ? top_level(strip, branch) : 0;
		for (size_t i = 0; strip && i < strip_nodes(strip, level); i++) {
			struct chunk_summary node = branch_node(strip, branch, level, i);
			sum = chunk_join(&sum, &node);
		}
	}
	return sum;
}

struct chunk_summary query_whole(const struct store *store, uint32_t number)
{
	return whole_of(&store->series[number], BRANCH_CURRENT);
}

struct chunk_summary query_superseded(const struct store *store, uint32_t number)
{
	const struct series *series = &store->series[number];
	return series->hidden ? whole_of(series, BRANCH_SUPERSEDED) : chunk_summarise(NULL, 0, NUMBER_F32);
}

/* ---- Stretches --------------------------------------------------------------------- */

struct cutter {
	enum branch branch;
	struct stretch *out;
	size_t count;
	bool too_many;
	bool due;          /* the next point begins a stretch, whatever its step */
	int64_t last_step;
	uint64_t place;
};

static void begin_stretch(struct cutter *cutter, int64_t step, double wall)
{
	if (cutter->count == QUERY_STRETCHES) {
		cutter->too_many = true;
		return;
	}
	if (cutter->count)
		cutter->out[cutter->count - 1].to = cutter->place;
	cutter->out[cutter->count++] = (struct stretch){cutter->branch, cutter->place, UINT64_MAX, step, wall};
	cutter->due = false;
}

static bool begins_stretch(const struct cutter *cutter, int64_t step)
{
	return cutter->due || step < cutter->last_step;
}

static void cut_before_row(struct cutter *cutter, const struct row *row)
{
	if (begins_stretch(cutter, row->step))
		begin_stretch(cutter, row->step, row->wall_time);
	cutter->last_step = row->step;
	cutter->place++;
}

/* Superseded points that follow each other have none between them that counts. */
static void cut_link(struct cutter *cutter, const struct link *link)
{
	struct row rows[CHUNK_ROWS];
	size_t count = chunk_read(link->chunk, rows);
	for (size_t i = 0; i < count && !cutter->too_many; i++) {
		bool hidden = link->seen != LINK_WHOLE && rows[i].step >= link->limit;
		if (hidden == (cutter->branch == BRANCH_SUPERSEDED))
			cut_before_row(cutter, &rows[i]);
		else
			cutter->due |= !hidden;
	}
}

/* A node that goes forward only can begin a stretch but not end one; others are looked into. */
static void cut_node(struct cutter *cutter, const struct strip *strip, size_t level, size_t index)
{
	if (cutter->too_many)
		return;
	bool superseded = cutter->branch == BRANCH_SUPERSEDED;
	struct chunk_summary node = branch_node(strip, cutter->branch, level, index);
	if (!node.count) {
		cutter->due |= superseded;
	} else if (!level && (node.falls || (superseded && strip->links[index].seen == LINK_PARTLY))) {
		cut_link(cutter, &strip->links[index]);
	} else if (node.falls) {
		size_t nodes = strip_nodes(strip, level - 1), end = (index + 1) * STRIP_FANOUT;
		for (size_t i = index * STRIP_FANOUT; i < end && i < nodes; i++)
			cut_node(cutter, strip, level - 1, i);
	} else {
		if (begins_stretch(cutter, node.first_step))
			begin_stretch(cutter, node.first_step, node.first_wall);
		cutter->last_step = node.last_step;
		cutter->place += node.count;
	}
}

size_t query_stretches(const struct store *store, uint32_t number, enum branch branch,
                       struct stretch out[QUERY_STRETCHES])
{
	const struct series *series = &store->series[number];
	struct cutter cutter = {.branch = branch, .out = out, .due = true};
	if (branch == BRANCH_SUPERSEDED && !series->hidden)
		return 0;
	for (size_t s = 0; s < series_strip_count(series); s++) {
		const struct strip *strip = series_strip(series, s);
		size_t level = strip ? top_level(strip, branch) : 0;
		for (size_t i = 0; strip && i < strip_nodes(strip, level); i++)
			cut_node(&cutter, strip, level, i);
	}
	if (cutter.too_many) {
		out[0].to = UINT64_MAX;
		return 1;
	}
	return cutter.count;
}
