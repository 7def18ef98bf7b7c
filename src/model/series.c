#include "model/series.h"

#include "base/alloc.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void segment_fini(struct segment *segment)
{
	metadata_free(segment->metadata);
	free(segment->items);
	strip_fini(&segment->lead);
	strip_fini(&segment->rows);
}

static uint64_t metadata_memory(const struct metadata *metadata)
{
	return metadata ? sizeof *metadata + metadata->plugin_length + metadata->display_name_length +
	                  metadata->description_length + metadata->content_length : 0;
}

static uint64_t segment_memory(const struct segment *segment)
{
	return segment->lead.bytes + segment->rows.bytes + metadata_memory(segment->metadata) +
	       (segment->lead.capacity + segment->rows.capacity) * sizeof *segment->rows.links +
	       segment->item_capacity * sizeof *segment->items;
}

void series_init(struct series *series, uint32_t run, uint32_t tag)
{
	*series = (struct series){.run = run, .tag = tag, .kind = KIND_TENSOR};
}

void series_fini(struct series *series)
{
	for (size_t i = 0; i < series->segment_count; i++)
		segment_fini(&series->segments[i]);
	free(series->segments);
}

/* ---- Growth ---------------------------------------------------------------- */

#define GROWTHS 64 /* then it begins anew, so that it stays near the end */

void series_settle(struct series *series, uint64_t generation)
{
	struct growth *growth = &series->growth;
	series->generation = generation;
	if (!growth->grew || ++growth->changes > GROWTHS)
		*growth = (struct growth){.since = generation, .step = INT64_MAX, .wall = INFINITY};
	growth->grew = false;
}

/* Before the batch goes into the segment. */
static void note_growth(struct series *series, const struct segment *segment, const struct batch_series *batch)
{
	struct growth *growth = &series->growth;
	bool last = segment + 1 == series->segments + series->segment_count;
	growth->grew = last && !batch->item_count && !(batch->metadata && !segment->metadata);
	for (size_t i = 0; growth->grew && i < batch->chunk_count; i++) {
		const struct chunk_summary *summary = chunk_summary(batch->chunks[i].chunk);
		growth->step = summary->min_step < growth->step ? summary->min_step : growth->step;
		growth->wall = fmin(growth->wall, summary->min_wall);
	}
}

/* ---- Kind ------------------------------------------------------------------ */

/* A base-128 varint at `*at`; false when it runs over the end. */
static bool read_varint(struct slice bytes, size_t *at, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; shift < 64 && *at < bytes.length; shift += 7) {
		uint8_t byte = (uint8_t)bytes.data[(*at)++];
		*out |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* Steps over a field's value. */
static bool skip_field(struct slice bytes, size_t *at, unsigned wire)
{
	uint64_t length = 0;
	if (wire == 0)
		return read_varint(bytes, at, &length);
	if (wire == 1)
		length = 8;
	else if (wire == 5)
		length = 4;
	else if (wire != 2 || !read_varint(bytes, at, &length))
		return false;
	if (length > bytes.length - *at)
		return false;
	*at += (size_t)length;
	return true;
}

/* MeshPluginData (TB: plugins/mesh/plugin_data.proto): content_type is field 3; 1 VERTEX, 2 FACE, 3 COLOR. */
static bool mesh_is_known(const struct metadata *metadata)
{
	struct slice bytes = slice_make(metadata->content, metadata->content_length);
	uint64_t key, type = 0;
	for (size_t at = 0; at < bytes.length;) {
		if (!read_varint(bytes, &at, &key))
			return false;
		bool is_type = key == (3u << 3);
		if (is_type ? !read_varint(bytes, &at, &type) : !skip_field(bytes, &at, key & 7))
			return false;
	}
	type = (uint32_t)type; /* of an enum only 32 bits count */
	return type >= 1 && type <= 3;
}

static const struct metadata *first_metadata(const struct series *series)
{
	for (size_t i = 0; i < series->segment_count; i++)
		if (series->segments[i].metadata)
			return series->segments[i].metadata;
	return NULL;
}

static void resolve(struct series *series)
{
	series->metadata = first_metadata(series);
	series->kind = KIND_TENSOR;
	series->unfit = false;
	if (!series->metadata)
		return;
	series->kind = kind_of_plugin(slice_make(series->metadata->plugin, series->metadata->plugin_length));
	series->unfit = series->kind == KIND_MESH && !mesh_is_known(series->metadata);
}

/* A file that is put before the others brings other first metadata, but seldom another kind. */
static bool resolves_otherwise(struct series *series)
{
	enum kind kind = series->kind;
	bool unfit = series->unfit;
	resolve(series);
	return kind != series->kind || unfit != series->unfit;
}

static void mend(char **text, size_t *length)
{
	struct str mended = {0};
	text_repair(&mended, slice_make(*text, *length));
	if (mended.data && !slice_equal(str_slice(&mended), slice_make(*text, *length))) {
		free(*text);
		*text = mended.data;
		*length = mended.length;
	} else {
		str_fini(&mended);
	}
}

static void mend_metadata(struct metadata *metadata)
{
	mend(&metadata->plugin, &metadata->plugin_length);
	mend(&metadata->display_name, &metadata->display_name_length);
	mend(&metadata->description, &metadata->description_length);
}

/* ---- What counts ------------------------------------------------------------- */

static bool fits(const struct series *series, const struct item *item)
{
	return !series->unfit && (item->fits & KIND_BIT(series->kind));
}

bool series_shows(const struct series *series, const struct segment *segment, const struct item *item,
                  const struct purge *purge)
{
	if (!fits(series, item))
		return false;
	struct limit limit = purge_limit(purge, series->tag, span_key(segment->span, item->epoch));
	return !limit.any || item->step < limit.step;
}

static bool shows_rows(const struct series *series)
{
	return !series->unfit && (KINDS_OF_ONE_NUMBER & KIND_BIT(series->kind));
}

const struct strip *series_strip(const struct series *series, size_t index)
{
	const struct segment *segment = &series->segments[index / 2];
	if (!shows_rows(series))
		return NULL;
	return index % 2 ? &segment->rows : &segment->lead;
}

/* Scalars among the items are counted where they lie as rows, in the lead. */
static void count_items(struct series *series, const struct segment *segment, size_t from, const struct purge *purge)
{
	for (size_t i = from; i < segment->item_count; i++) {
		const struct item *item = &segment->items[i];
		if (!fits(series, item))
			series->misfits++;
		else if (series->kind == KIND_SCALAR)
			continue;
		else if (series_shows(series, segment, item, purge))
			series->points++;
		else
			series->hidden++;
	}
}

static void count_strip(struct series *series, const struct strip *strip)
{
	if (!strip->count)
		return;
	if (!shows_rows(series)) {
		series->misfits += strip->rows;
		return;
	}
	struct chunk_summary whole = strip_whole(strip);
	series->points += whole.count;
	series->hidden += strip->rows - whole.count;
	if (whole.count && (!series->has_step || whole.max_step > series->max_step)) {
		series->has_step = true;
		series->max_step = whole.max_step;
	}
}

static void uncount_strip(struct series *series, const struct strip *strip)
{
	if (!shows_rows(series)) {
		series->misfits -= strip->rows;
		return;
	}
	uint64_t visible = strip_whole(strip).count;
	series->points -= visible;
	series->hidden -= strip->rows - visible;
}

/* ---- Growing ----------------------------------------------------------------- */

/* Behind the last segment of the span, or where it belongs. */
static size_t segment_position(const struct series *series, const struct span *span)
{
	size_t low = 0, high = series->segment_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (series->segments[middle].span->ordinal <= span->ordinal)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* In a segment, scalars among the items come before the rows. Who begins anew to read a span may bring some after. */
static bool can_follow(const struct segment *segment, const struct batch_series *batch)
{
	for (size_t i = 0; segment->rows.count && i < batch->item_count; i++)
		if (batch->items[i].fits & KIND_BIT(KIND_SCALAR))
			return false;
	return true;
}

/* The segment that goes on with the batch, or a new one; NULL when out of memory. */
static struct segment *segment_obtain(struct series *series, const struct span *span, const struct batch_series *batch)
{
	size_t at = segment_position(series, span);
	if (at && series->segments[at - 1].span == span && can_follow(&series->segments[at - 1], batch))
		return &series->segments[at - 1];
	if (!array_reserve(&series->segments, &series->segment_capacity, series->segment_count + 1))
		return NULL;
	struct segment *segment = &series->segments[at];
	memmove(segment + 1, segment, (series->segment_count - at) * sizeof *segment);
	*segment = (struct segment){.span = span};
	series->segment_count++;
	series->memory += sizeof *segment;
	return segment;
}

static bool add_items(struct segment *segment, const struct batch_series *batch, uint32_t epoch)
{
	if (!array_reserve(&segment->items, &segment->item_capacity, segment->item_count + batch->item_count))
		return false;
	for (size_t i = 0; i < batch->item_count; i++) {
		struct item *item = &segment->items[segment->item_count++];
		*item = batch->items[i];
		item->epoch += epoch;
		item->rows_before += (uint32_t)segment->rows.rows;
	}
	return true;
}

static bool append_rows(struct strip *strip, const struct row *rows, size_t count, enum number_type type,
                        uint32_t epoch, struct limit limit)
{
	struct chunk *chunk = count ? chunk_seal(rows, count, type) : NULL;
	if (chunk && !strip_append(strip, chunk, epoch, limit)) {
		chunk_unref(chunk);
		return false;
	}
	return !count || chunk;
}

/*
 * A range that begins behind its tag's metadata can't know that its tensors are
 * scalars: they come as items and become rows here.
 */
static bool add_lead(const struct series *series, struct segment *segment, size_t from, const struct purge *purge)
{
	struct row rows[CHUNK_ROWS];
	const struct item *first = NULL; /* of the rows that are gathered */
	size_t count = 0;
	bool kept = true;
	for (size_t i = from; i <= segment->item_count; i++) {
		const struct item *item = i < segment->item_count ? &segment->items[i] : NULL;
		if (item && !(item->fits & KIND_BIT(KIND_SCALAR)))
			continue;
		bool ends = first && (!item || count == CHUNK_ROWS || item->epoch != first->epoch ||
		                      item->number_type != first->number_type);
		if (ends) {
			struct limit limit = purge_limit(purge, series->tag, span_key(segment->span, first->epoch));
			kept &= append_rows(&segment->lead, rows, count, (enum number_type)first->number_type,
			                    first->epoch, limit);
			count = 0;
		}
		if (!count)
			first = item;
		if (item)
			rows[count++] = (struct row){item->step, item->wall_time, item->bits};
	}
	return kept;
}

static bool add_chunks(const struct series *series, struct segment *segment, struct batch_series *batch,
                       uint32_t epoch, const struct purge *purge)
{
	for (size_t i = 0; i < batch->chunk_count; i++) {
		struct batch_chunk *from = &batch->chunks[i];
		uint32_t at = from->epoch + epoch;
		struct limit limit = purge_limit(purge, series->tag, span_key(segment->span, at));
		if (!strip_append(&segment->rows, from->chunk, at, limit))
			return false;
		from->chunk = NULL;
	}
	return true;
}

bool series_add(struct series *series, const struct span *span, struct batch_series *batch, uint32_t epoch,
                const struct purge *purge)
{
	struct segment *segment = segment_obtain(series, span, batch);
	if (!segment)
		return false;
	note_growth(series, segment, batch);
	series->memory -= segment_memory(segment);
	bool describes = batch->metadata && !segment->metadata;
	if (describes) {
		segment->metadata = batch->metadata;
		batch->metadata = NULL;
		mend_metadata(segment->metadata);
	}
	uncount_strip(series, &segment->lead);
	uncount_strip(series, &segment->rows);
	size_t from = segment->item_count;
	bool kept = add_items(segment, batch, epoch);
	if (series->kind == KIND_SCALAR)
		kept &= add_lead(series, segment, from, purge);
	kept &= add_chunks(series, segment, batch, epoch, purge);
	count_items(series, segment, from, purge);
	count_strip(series, &segment->lead);
	count_strip(series, &segment->rows);
	series->memory += segment_memory(segment);
	if (describes && resolves_otherwise(series))
		kept &= series_refresh(series, purge);
	return kept;
}

static void find_max_step(struct series *series)
{
	series->has_step = false;
	for (size_t i = 0; i < series_strip_count(series); i++) {
		const struct strip *strip = series_strip(series, i);
		struct chunk_summary whole = strip && strip->count ? strip_whole(strip) : (struct chunk_summary){0};
		if (whole.count && (!series->has_step || whole.max_step > series->max_step)) {
			series->has_step = true;
			series->max_step = whole.max_step;
		}
	}
}

bool series_drop_span(struct series *series, const struct span *span, const struct purge *purge)
{
	bool described = false;
	size_t at = segment_position(series, span), end = at;
	for (; at && series->segments[at - 1].span == span; at--) {
		struct segment *segment = &series->segments[at - 1];
		described |= segment->metadata && segment->metadata == series->metadata;
		uncount_strip(series, &segment->rows);
		series->memory -= sizeof *segment + segment_memory(segment);
		segment_fini(segment);
	}
	if (at == end)
		return false;
	memmove(series->segments + at, series->segments + end, (series->segment_count - end) * sizeof *series->segments);
	series->segment_count -= end - at;
	find_max_step(series);
	if (described && resolves_otherwise(series))
		series_refresh(series, purge);
	return true;
}

bool series_drop(struct series *series, bool (*goes)(const struct span *span))
{
	size_t kept = 0;
	for (size_t i = 0; i < series->segment_count; i++) {
		if (goes(series->segments[i].span))
			segment_fini(&series->segments[i]);
		else
			series->segments[kept++] = series->segments[i];
	}
	bool dropped = kept < series->segment_count;
	series->segment_count = kept;
	return dropped;
}

static void refresh_strip(const struct series *series, const struct span *span, struct strip *strip,
                          const struct purge *purge)
{
	if (!strip->count)
		return;
	for (size_t i = 0; i < strip->count; i++)
		strip_limit(strip, i, purge_limit(purge, series->tag, span_key(span, strip->links[i].epoch)));
	strip_refresh(strip);
}

static bool refresh_segment(struct series *series, struct segment *segment, const struct purge *purge)
{
	bool kept = true;
	if (series->kind != KIND_SCALAR)
		strip_fini(&segment->lead);
	else if (!segment->lead.count)
		kept = add_lead(series, segment, 0, purge);
	refresh_strip(series, segment->span, &segment->lead, purge);
	refresh_strip(series, segment->span, &segment->rows, purge);
	count_items(series, segment, 0, purge);
	count_strip(series, &segment->lead);
	count_strip(series, &segment->rows);
	return kept;
}

bool series_refresh(struct series *series, const struct purge *purge)
{
	resolve(series);
	series->growth.grew = false;
	series->points = series->hidden = series->misfits = 0;
	series->memory = 0;
	series->has_step = false;
	bool kept = true;
	for (size_t i = 0; i < series->segment_count; i++) {
		kept &= refresh_segment(series, &series->segments[i], purge);
		series->memory += sizeof *series->segments + segment_memory(&series->segments[i]);
	}
	return kept;
}
