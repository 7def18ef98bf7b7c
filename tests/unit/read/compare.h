/* Tells where two batches differ, for tests. */
#ifndef TBTOP_TESTS_READ_COMPARE_H
#define TBTOP_TESTS_READ_COMPARE_H

#include "data/batch.h"

#include <string.h>

static inline bool same_double(double a, double b)
{
	return !memcmp(&a, &b, sizeof a);
}

static inline bool same_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && (!a_length || !memcmp(a, b, a_length));
}

static inline bool same_metadata(const struct metadata *a, const struct metadata *b)
{
	if (!a || !b)
		return a == b;
	return same_bytes(a->plugin, a->plugin_length, b->plugin, b->plugin_length) &&
	       same_bytes(a->display_name, a->display_name_length, b->display_name, b->display_name_length) &&
	       same_bytes(a->description, a->description_length, b->description, b->description_length) &&
	       same_bytes(a->content, a->content_length, b->content, b->content_length);
}

static inline bool same_item(const struct item *a, const struct item *b)
{
	return a->step == b->step && same_double(a->wall_time, b->wall_time) && a->offset == b->offset &&
	       a->length == b->length && a->epoch == b->epoch && a->bits == b->bits && a->form == b->form &&
	       a->number_type == b->number_type && a->fits == b->fits;
}

static inline bool same_chunk(const struct batch_chunk *a, const struct batch_chunk *b)
{
	struct row a_rows[CHUNK_ROWS], b_rows[CHUNK_ROWS];
	size_t count = chunk_read(a->chunk, a_rows);
	if (a->epoch != b->epoch || chunk_type(a->chunk) != chunk_type(b->chunk) || chunk_read(b->chunk, b_rows) != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (a_rows[i].step != b_rows[i].step || a_rows[i].bits != b_rows[i].bits ||
		    !same_double(a_rows[i].wall_time, b_rows[i].wall_time))
			return false;
	return true;
}

/* NULL when they are the same, else what differs. */
static inline const char *series_difference(const struct batch_series *a, const struct batch_series *b)
{
	if (!same_bytes(a->tag, a->tag_length, b->tag, b->tag_length))
		return "tag";
	if (!same_metadata(a->metadata, b->metadata))
		return "metadata";
	if (a->item_count != b->item_count || a->chunk_count != b->chunk_count)
		return "number of items or chunks";
	for (size_t i = 0; i < a->item_count; i++)
		if (!same_item(&a->items[i], &b->items[i]))
			return "item";
	for (size_t i = 0; i < a->chunk_count; i++)
		if (!same_chunk(&a->chunks[i], &b->chunks[i]))
			return "chunk";
	return NULL;
}

static inline bool same_mark(const struct mark *a, const struct mark *b)
{
	return a->what == b->what && a->step == b->step && same_double(a->wall_time, b->wall_time) &&
	       same_double(a->version, b->version) && a->series == b->series;
}

static inline bool same_meta_graph(const struct batch *a, const struct batch *b)
{
	return a->meta_graph.there == b->meta_graph.there && a->meta_graph.offset == b->meta_graph.offset &&
	       a->meta_graph.length == b->meta_graph.length && a->meta_graph.step == b->meta_graph.step &&
	       same_double(a->meta_graph.wall_time, b->meta_graph.wall_time) &&
	       a->meta_graph.epoch == b->meta_graph.epoch;
}

static inline const char *batch_difference(const struct batch *a, const struct batch *b)
{
	if (a->records != b->records || a->points != b->points || a->has_event != b->has_event)
		return "counts";
	if (!same_double(a->first_wall, b->first_wall) || !same_double(a->last_wall, b->last_wall) ||
	    (a->max_wall != b->max_wall && (a->max_wall == a->max_wall || b->max_wall == b->max_wall)))
		return "wall times";
	if (a->has_summary != b->has_summary || a->first_summary_step != b->first_summary_step ||
	    a->last_summary_step != b->last_summary_step)
		return "summary steps";
	if (!same_meta_graph(a, b))
		return "meta graph";
	if (a->mark_count != b->mark_count || a->series_count != b->series_count)
		return "number of marks or series";
	for (size_t i = 0; i < a->mark_count; i++)
		if (!same_mark(&a->marks[i], &b->marks[i]))
			return "mark";
	const char *difference = NULL;
	for (size_t i = 0; i < a->series_count && !difference; i++)
		difference = series_difference(&a->series[i], &b->series[i]);
	return difference;
}

#endif
