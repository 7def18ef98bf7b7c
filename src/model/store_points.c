#include "model/store.h"

#include "model/tables.h"

#include <math.h>

static const struct purge *purge_of(const struct store *store, const struct series *series)
{
	return &store->runs[series->run].purge;
}

/* A row that is the first or the last one to be seen, and how many stand before it in its strip. */
struct end_row {
	struct row row;
	enum number_type type;
	uint64_t place;
};

static bool link_end_row(const struct link *link, bool last, struct end_row *out)
{
	size_t count = link->seen == LINK_HIDDEN ? 0 : chunk_summary(link->chunk)->count;
	for (size_t i = 0; i < count; i++) {
		size_t at = last ? count - 1 - i : i;
		struct row row = chunk_row(link->chunk, at); /* mostly the first is it: no need to unpack all */
		if (link->seen == LINK_WHOLE || row.step < link->limit) {
			*out = (struct end_row){row, chunk_type(link->chunk), at};
			return true;
		}
	}
	return false;
}

static bool strip_end_row(const struct strip *strip, bool last, struct end_row *out)
{
	uint64_t before = last ? strip->rows : 0;
	for (size_t i = 0; i < strip->count; i++) {
		const struct link *link = &strip->links[last ? strip->count - 1 - i : i];
		uint32_t count = chunk_summary(link->chunk)->count;
		if (last)
			before -= count;
		if (link_end_row(link, last, out)) {
			out->place += before;
			return true;
		}
		if (!last)
			before += count;
	}
	return false;
}

static bool segment_end_row(const struct series *series, size_t segment, bool last, struct end_row *out)
{
	for (size_t i = 0; i < 2; i++) {
		const struct strip *strip = series_strip(series, 2 * segment + (last ? 1 - i : i));
		if (strip && strip_end_row(strip, last, out))
			return true;
	}
	return false;
}

bool store_last_row(const struct store *store, uint32_t number, struct row *out, enum number_type *type)
{
	const struct series *series = &store->series[number];
	struct end_row end;
	for (size_t s = series->segment_count; s-- > 0;) {
		if (segment_end_row(series, s, true, &end)) {
			*out = end.row;
			*type = end.type;
			return true;
		}
	}
	return false;
}

/* The first (or last) visible item; NULL without. Those of scalars are among the rows. */
static const struct item *segment_end_item(const struct store *store, const struct series *series,
                                           const struct segment *segment, bool last)
{
	for (size_t i = 0; i < segment->item_count && series->kind != KIND_SCALAR; i++) {
		const struct item *item = &segment->items[last ? segment->item_count - 1 - i : i];
		if (series_shows(series, segment, item, purge_of(store, series)))
			return item;
	}
	return NULL;
}

/* Step and time of the first (or last) visible point of a segment. */
static bool segment_end(const struct store *store, const struct series *series, size_t index, bool last,
                        struct row *out)
{
	struct end_row end;
	bool has_row = segment_end_row(series, index, last, &end);
	const struct item *item = segment_end_item(store, series, &series->segments[index], last);
	if (item && has_row && (item->rows_before > end.place) != last)
		item = NULL;
	if (item)
		*out = (struct row){item->step, item->wall_time, 0};
	else if (has_row)
		*out = end.row;
	return item || has_row;
}

static void series_end(const struct store *store, const struct series *series, bool last, struct row *out)
{
	size_t count = series->segment_count;
	for (size_t s = 0; s < count; s++)
		if (segment_end(store, series, last ? count - 1 - s : s, last, out))
			return;
}

static bool is_derived(const struct series *series)
{
	return series->segment_count && series->segments[0].span->file == STORE_NONE;
}

struct series_head store_series_head(const struct store *store, uint32_t number)
{
	const struct series *series = &store->series[number];
	return (struct series_head){
		.run = series->run, .tag = series->tag, .kind = series->kind, .points = series->points,
		.misfits = series->misfits, .generation = series->generation, .derived = is_derived(series),
	};
}

struct series_info store_series(const struct store *store, uint32_t number)
{
	const struct series *series = &store->series[number];
	const struct metadata *metadata = series->metadata;
	struct row first = {0}, last = {.wall_time = NAN};
	if (series->points) {
		series_end(store, series, false, &first);
		series_end(store, series, true, &last);
	}
	struct series_info info = {
		.run = series->run, .tag = series->tag, .kind = series->kind,
		.plugin = slice_of(""), .description = slice_of(""),
		.display_name = names_text(&store->tag_names, series->tag),
		.points = series->points, .hidden = series->hidden, .misfits = series->misfits,
		.first_step = first.step, .last_step = last.step, .last_wall = last.wall_time,
		.generation = series->generation, .target_step = NAN,
		.derived = is_derived(series),
	};
	if (metadata) {
		info.target_step = metadata->target_step > 0 ? metadata->target_step : NAN;
		info.plugin = slice_make(metadata->plugin, metadata->plugin_length);
		info.description = slice_make(metadata->description, metadata->description_length);
		info.content = slice_make(metadata->content, metadata->content_length);
		if (metadata->display_name_length)
			info.display_name = slice_make(metadata->display_name, metadata->display_name_length);
	}
	return info;
}

static bool walk_strip(const struct strip *strip, store_each_rows *each, void *context)
{
	struct row rows[CHUNK_ROWS];
	for (size_t i = 0; i < strip->count; i++) {
		size_t count = link_read(&strip->links[i], rows);
		if (count && !each(context, rows, count, chunk_type(strip->links[i].chunk)))
			return false;
	}
	return true;
}

void store_walk_scalars(const struct store *store, uint32_t number, store_each_rows *each, void *context)
{
	const struct series *series = &store->series[number];
	for (size_t i = 0; i < series_strip_count(series); i++) {
		const struct strip *strip = series_strip(series, i);
		if (strip && !walk_strip(strip, each, context))
			return;
	}
}

/* A segment's items and rows, as one line: each row stands before the items behind it. */
struct item_walk {
	store_each_item *each;
	void *context;
	uint32_t file;
	const struct item *items;
	size_t item_count, next;
	const struct series *series;
	const struct segment *segment;
	const struct purge *purge;
	uint64_t rows; /* so many went by, hidden ones too */
};

/* Those that stand before row number `rows`. */
static bool walk_items_before(struct item_walk *walk, uint64_t rows)
{
	for (; walk->next < walk->item_count && walk->items[walk->next].rows_before <= rows; walk->next++) {
		const struct item *item = &walk->items[walk->next];
		if (series_shows(walk->series, walk->segment, item, walk->purge) &&
		    !walk->each(walk->context, walk->file, item))
			return false;
	}
	return true;
}

static bool walk_link(struct item_walk *walk, const struct link *link)
{
	struct row rows[CHUNK_ROWS];
	size_t count = chunk_read(link->chunk, rows);
	enum number_type type = chunk_type(link->chunk);
	for (size_t i = 0; i < count; i++, walk->rows++) {
		if (!walk_items_before(walk, walk->rows))
			return false;
		struct item item = {
			.step = rows[i].step, .wall_time = rows[i].wall_time, .bits = rows[i].bits, .form = ITEM_SIMPLE,
			.number_type = type, .fits = KINDS_OF_ONE_NUMBER, .epoch = link->epoch,
		};
		if (series_shows(walk->series, walk->segment, &item, walk->purge) &&
		    !walk->each(walk->context, walk->file, &item))
			return false;
	}
	return true;
}

static bool walk_segment(const struct store *store, const struct series *series, const struct segment *segment,
                         store_each_item *each, void *context)
{
	struct item_walk walk = {
		.each = each, .context = context, .file = segment->span->file, .items = segment->items,
		.item_count = segment->item_count, .series = series, .segment = segment,
		.purge = purge_of(store, series),
	};
	for (size_t i = 0; i < segment->rows.count; i++)
		if (!walk_link(&walk, &segment->rows.links[i]))
			return false;
	return walk_items_before(&walk, UINT64_MAX);
}

void store_walk_items(const struct store *store, uint32_t number, store_each_item *each, void *context)
{
	const struct series *series = &store->series[number];
	if (series->kind == KIND_SCALAR)
		return;
	for (size_t s = 0; s < series->segment_count; s++)
		if (!walk_segment(store, series, &series->segments[s], each, context))
			return;
}

struct item_search {
	uint64_t left;
	uint32_t file;
	struct item item;
	bool found;
};

static bool search_item(void *context, uint32_t file, const struct item *item)
{
	struct item_search *search = context;
	if (search->left--)
		return true;
	search->file = file;
	search->item = *item;
	search->found = true;
	return false;
}

bool store_item_at(const struct store *store, uint32_t number, uint64_t position, uint32_t *file, struct item *out)
{
	const struct series *series = &store->series[number];
	struct item_search search = {.left = position};
	bool all = !series->hidden && !series->misfits; /* then what is stored is what is visible */
	for (size_t s = 0; s < series->segment_count && series->kind != KIND_SCALAR && !search.found; s++) {
		const struct segment *segment = &series->segments[s];
		if (!all || segment->rows.rows) {
			walk_segment(store, series, segment, search_item, &search);
		} else if (search.left >= segment->item_count) {
			search.left -= segment->item_count;
		} else {
			search.item = segment->items[search.left];
			search.file = segment->span->file;
			search.found = true;
		}
	}
	*file = search.file;
	*out = search.item;
	return search.found;
}

bool store_misfit(const struct store *store, uint32_t number, uint32_t *file, struct item *out)
{
	const struct series *series = &store->series[number];
	for (size_t s = 0; s < series->segment_count && series->kind != KIND_SCALAR; s++) {
		const struct segment *segment = &series->segments[s];
		for (size_t i = 0; i < segment->item_count; i++) {
			if (!(segment->items[i].fits & KIND_BIT(series->kind))) {
				*file = segment->span->file;
				*out = segment->items[i];
				return true;
			}
		}
	}
	return false;
}

bool store_newest_item(const struct store *store, uint32_t number, uint32_t *file, struct item *out)
{
	const struct series *series = &store->series[number];
	for (size_t s = series->kind == KIND_SCALAR ? 0 : series->segment_count; s > 0; s--) {
		const struct segment *segment = &series->segments[s - 1];
		for (size_t i = segment->item_count; i > 0; i--) {
			if (segment->items[i - 1].fits & KIND_BIT(series->kind)) {
				*file = segment->span->file;
				*out = segment->items[i - 1];
				return true;
			}
		}
	}
	return false;
}
