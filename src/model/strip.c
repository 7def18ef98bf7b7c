#include "model/strip.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void strip_fini(struct strip *strip)
{
	for (size_t i = 0; i < strip->count; i++)
		chunk_unref(strip->links[i].chunk);
	for (size_t i = 0; i < strip->level_count; i++)
		free(strip->levels[i].nodes);
	free(strip->levels);
	free(strip->links);
	*strip = (struct strip){0};
}

size_t link_read(const struct link *link, struct row *out)
{
	if (link->seen == LINK_HIDDEN)
		return 0;
	size_t count = chunk_read(link->chunk, out), kept = 0;
	if (link->seen == LINK_WHOLE)
		return count;
	for (size_t i = 0; i < count; i++)
		if (out[i].step < link->limit)
			out[kept++] = out[i];
	return kept;
}

size_t link_read_hidden(const struct link *link, struct row *out)
{
	if (link->seen == LINK_WHOLE)
		return 0;
	size_t count = chunk_read(link->chunk, out), kept = 0;
	for (size_t i = 0; i < count; i++)
		if (out[i].step >= link->limit)
			out[kept++] = out[i];
	return kept;
}

size_t strip_read(const struct strip *strip, size_t index, struct row *out, enum number_type *type)
{
	*type = strip->lens ? NUMBER_F64 : chunk_type(strip->links[index].chunk);
	return strip->lens ? strip->lens->read(strip->lens, strip, index, out) : link_read(&strip->links[index], out);
}

static struct chunk_summary link_summary(const struct link *link)
{
	if (link->seen == LINK_WHOLE)
		return *chunk_summary(link->chunk);
	struct row rows[CHUNK_ROWS];
	return chunk_summarise(rows, link_read(link, rows), chunk_type(link->chunk));
}

static void link_set_limit(struct link *link, struct limit limit)
{
	const struct chunk_summary *summary = chunk_summary(link->chunk);
	link->limit = limit.step;
	if (!limit.any || summary->max_step < limit.step)
		link->seen = LINK_WHOLE;
	else
		link->seen = summary->min_step >= limit.step ? LINK_HIDDEN : LINK_PARTLY;
}

void strip_limit(struct strip *strip, size_t index, struct limit limit)
{
	link_set_limit(&strip->links[index], limit);
}

/* ---- Levels ---------------------------------------------------------------- */

static size_t nodes_above(size_t nodes)
{
	return (nodes + STRIP_FANOUT - 1) / STRIP_FANOUT;
}

size_t strip_nodes(const struct strip *strip, size_t level)
{
	size_t nodes = strip->count;
	while (level--)
		nodes = nodes_above(nodes);
	return nodes;
}

struct chunk_summary strip_node(const struct strip *strip, size_t level, size_t index)
{
	if (level)
		return strip->levels[level - 1].nodes[index];
	return strip->lens ? strip->lens->summaries[index] : link_summary(&strip->links[index]);
}

static struct chunk_summary join_nodes(const struct strip *strip, size_t level, size_t from, size_t to)
{
	struct chunk_summary sum = chunk_summarise(NULL, 0, NUMBER_F32);
	for (size_t i = from; i < to; i++) {
		struct chunk_summary node = strip_node(strip, level, i);
		sum = chunk_join(&sum, &node);
	}
	return sum;
}

struct chunk_summary strip_whole(const struct strip *strip)
{
	return join_nodes(strip, strip->level_count, 0, strip_nodes(strip, strip->level_count));
}

/* Makes room for the levels above `count` links. New ones are not filled yet. */
static bool levels_reserve(struct strip *strip, size_t count)
{
	size_t level = 0;
	for (size_t nodes = count; nodes > STRIP_FANOUT; level++) {
		nodes = nodes_above(nodes);
		if (level == strip->level_capacity) {
			if (!array_reserve(&strip->levels, &strip->level_capacity, level + 1))
				return false;
			memset(strip->levels + level, 0, (strip->level_capacity - level) * sizeof *strip->levels);
		}
		struct level *above = &strip->levels[level];
		if (!array_reserve(&above->nodes, &above->capacity, nodes))
			return false;
		if (level >= strip->level_count)
			strip->level_count = level + 1;
	}
	return true;
}

/* As many levels as `count` links need; those that are too many are let go. */
static void levels_trim(struct strip *strip)
{
	size_t level = 0;
	for (size_t nodes = strip->count; nodes > STRIP_FANOUT; level++)
		nodes = nodes_above(nodes);
	while (strip->level_count > level) {
		struct level *last = &strip->levels[--strip->level_count];
		free(last->nodes);
		*last = (struct level){0};
	}
}

/* Sums up anew what stands above the links from `first` on; levels from `fresh` on whole. */
static void levels_from(struct strip *strip, size_t first, size_t fresh)
{
	levels_trim(strip);
	size_t below = strip->count;
	for (size_t level = 0; level < strip->level_count; level++) {
		size_t nodes = nodes_above(below);
		first = level < fresh ? first / STRIP_FANOUT : 0;
		for (size_t i = first; i < nodes; i++) {
			size_t end = (i + 1) * STRIP_FANOUT;
			strip->levels[level].nodes[i] =
				join_nodes(strip, level, i * STRIP_FANOUT, end < below ? end : below);
		}
		below = nodes;
	}
}

void strip_refresh(struct strip *strip)
{
	levels_from(strip, 0, 0);
}

void strip_cut(struct strip *strip, size_t count)
{
	while (strip->count > count) {
		struct chunk *chunk = strip->links[--strip->count].chunk;
		strip->rows -= chunk_summary(chunk)->count;
		strip->bytes -= chunk_size(chunk);
		chunk_unref(chunk);
	}
	levels_from(strip, count ? count - 1 : 0, strip->level_count);
}

/* ---- Growing --------------------------------------------------------------- */

static struct chunk *chunk_concat(const struct chunk *a, const struct chunk *b)
{
	struct row rows[2 * CHUNK_ROWS];
	size_t count = chunk_read(a, rows);
	count += chunk_read(b, rows + count);
	return chunk_seal(rows, count, chunk_type(a));
}

/* Sealing anew costs O(rows): only where the last is not much smaller does it come to O(log) a row in all. */
static bool worth_joining(const struct link *left, const struct link *right)
{
	size_t a = chunk_summary(left->chunk)->count, b = chunk_summary(right->chunk)->count;
	return left->epoch == right->epoch && chunk_type(left->chunk) == chunk_type(right->chunk) &&
	       a + b <= CHUNK_ROWS && a <= b * STRIP_FANOUT;
}

/* Joins the last two links while that pays. Out of memory leaves them as they are. */
static void join_last(struct strip *strip, struct limit limit)
{
	while (strip->count >= 2) {
		struct link *left = &strip->links[strip->count - 2], *right = left + 1;
		struct chunk *both = worth_joining(left, right) ? chunk_concat(left->chunk, right->chunk) : NULL;
		if (!both)
			return;
		strip->bytes += chunk_size(both) - chunk_size(left->chunk) - chunk_size(right->chunk);
		chunk_unref(left->chunk);
		chunk_unref(right->chunk);
		left->chunk = both;
		link_set_limit(left, limit);
		strip->count--;
	}
}

bool strip_append(struct strip *strip, struct chunk *chunk, uint32_t epoch, struct limit limit)
{
	size_t fresh = strip->level_count;
	if (!array_reserve(&strip->links, &strip->capacity, strip->count + 1) ||
	    !levels_reserve(strip, strip->count + 1)) {
		levels_trim(strip);
		return false;
	}
	struct link *link = &strip->links[strip->count++];
	*link = (struct link){.chunk = chunk, .epoch = epoch};
	link_set_limit(link, limit);
	strip->rows += chunk_summary(chunk)->count;
	strip->bytes += chunk_size(chunk);
	join_last(strip, limit);
	levels_from(strip, strip->count - 1, fresh);
	return true;
}
