#include "model/purge.h"

#include "base/alloc.h"

#include <stdlib.h>

struct purge_state purge_start(void)
{
	return (struct purge_state){.recent_step = -1};
}

/* Files without a version, and those whose version is no number, go by the order of steps. */
static bool goes_by_marks(const struct purge_state *state)
{
	return state->version >= 2;
}

bool purge_mark(struct purge_state *state, const struct mark *mark)
{
	if (mark->what == MARK_VERSION)
		state->version = mark->version;
	if (mark->what != MARK_START || !goes_by_marks(state))
		return false;
	/* The first START of a run may come after its first summaries: it is no restart. */
	bool cuts = state->seen_start;
	state->seen_start = true;
	return cuts;
}

static bool cut_add(struct cut **cuts, size_t *count, size_t *capacity, struct cut cut)
{
	if (!array_reserve(cuts, capacity, *count + 1))
		return false;
	(*cuts)[(*count)++] = cut;
	return true;
}

static bool restart_add(struct purge *out, int64_t step, double wall)
{
	if (!array_reserve(&out->restarts, &out->restart_capacity, out->restart_count + 1))
		return false;
	out->restarts[out->restart_count++] = (struct restart){step, wall};
	return true;
}

/* The first summary event of a span against what came before: the reader of the span could not know. */
static bool derive_border(struct purge *out, const struct purge_state *state, const struct span *span)
{
	if (goes_by_marks(state) || span->first_told || span->first_step >= state->recent_step)
		return true;
	if (span->first_tag_count && !restart_add(out, span->first_step, span->first_summary_wall))
		return false;
	for (size_t i = 0; i < span->first_tag_count; i++) {
		struct cut cut = {span_key(span, 0), span->first_tags[i], span->first_step};
		if (!cut_add(&out->tags, &out->tag_count, &out->tag_capacity, cut))
			return false;
	}
	return true;
}

static bool derive_mark(struct purge *out, struct purge_state *state, const struct span *span, size_t index)
{
	const struct span_mark *at = &span->marks[index];
	struct cut cut = {span_key(span, at->epoch + 1), at->mark.series, at->mark.step};
	if (at->mark.what == MARK_REWIND && !goes_by_marks(state)) {
		/* One event gives a mark for each of its tags. */
		if (!at->mark.joins && !restart_add(out, at->mark.step, at->mark.wall_time))
			return false;
		return cut_add(&out->tags, &out->tag_count, &out->tag_capacity, cut);
	}
	if (!purge_mark(state, &at->mark))
		return true;
	return restart_add(out, at->mark.step, at->mark.wall_time) &&
	       cut_add(&out->all, &out->all_count, &out->all_capacity, cut);
}

static bool derive_span(struct purge *out, struct purge_state *state, const struct span *span)
{
	bool border_due = span->has_summary;
	for (size_t i = 0; i < span->mark_count; i++) {
		if (border_due && span->marks[i].epoch >= span->first_epoch) {
			border_due = false;
			if (!derive_border(out, state, span))
				return false;
		}
		if (!derive_mark(out, state, span, i))
			return false;
	}
	if (border_due && !derive_border(out, state, span))
		return false;
	if (span->has_summary)
		state->recent_step = span->last_step;
	return true;
}

static int compare_cuts(const void *left, const void *right)
{
	const struct cut *a = left, *b = right;
	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return a->key < b->key ? -1 : a->key > b->key;
}

/* Each cut also hides what later ones do. */
static void take_later(struct cut *cuts, size_t count, bool by_tag)
{
	for (size_t i = count; i-- > 1;)
		if ((!by_tag || cuts[i].tag == cuts[i - 1].tag) && cuts[i].step < cuts[i - 1].step)
			cuts[i - 1].step = cuts[i].step;
}

bool purge_derive(struct purge *out, struct span *const *spans, size_t count)
{
	*out = (struct purge){0};
	struct purge_state state = purge_start();
	for (size_t i = 0; i < count; i++) {
		if (!derive_span(out, &state, spans[i])) {
			purge_fini(out);
			return false;
		}
		spans[i]->after = state;
	}
	if (out->tag_count)
		qsort(out->tags, out->tag_count, sizeof *out->tags, compare_cuts);
	take_later(out->all, out->all_count, false);
	take_later(out->tags, out->tag_count, true);
	return true;
}

bool purge_is_empty(const struct purge *purge)
{
	return !purge->all_count && !purge->tag_count && !purge->restart_count;
}

static bool same_state(const struct purge_state *a, const struct purge_state *b)
{
	return a->version == b->version && a->seen_start == b->seen_start && a->recent_step == b->recent_step;
}

/* The last span of a run grows without a derivation: its last step is asked anew. */
static struct purge_state state_behind(const struct span *span)
{
	struct purge_state state = span->after;
	if (span->has_summary)
		state.recent_step = span->last_step;
	return state;
}

bool purge_stays_empty(struct span *const *spans, size_t count, size_t from)
{
	struct purge_state state = from ? state_behind(spans[from - 1]) : purge_start();
	struct purge cuts = {0};
	bool empty = true;
	for (size_t i = from; i < count; i++) {
		empty = derive_span(&cuts, &state, spans[i]) && purge_is_empty(&cuts);
		if (!empty || (i > from && same_state(&state, &spans[i]->after)))
			break;
		spans[i]->after = state;
	}
	purge_fini(&cuts);
	return empty;
}

void purge_fini(struct purge *purge)
{
	free(purge->all);
	free(purge->tags);
	free(purge->restarts);
	*purge = (struct purge){0};
}

static bool cuts_equal(const struct cut *a, const struct cut *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (a[i].key != b[i].key || a[i].step != b[i].step || a[i].tag != b[i].tag)
			return false;
	return true;
}

bool purge_equal(const struct purge *a, const struct purge *b)
{
	return a->restart_count == b->restart_count && a->all_count == b->all_count && a->tag_count == b->tag_count &&
	       cuts_equal(a->all, b->all, a->all_count) && cuts_equal(a->tags, b->tags, a->tag_count);
}

/* The first cut of `cuts` after `key` (and `tag`). */
static size_t cut_after(const struct cut *cuts, size_t count, uint32_t tag, uint64_t key, bool by_tag)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		bool after = by_tag && cuts[middle].tag != tag ? cuts[middle].tag > tag : cuts[middle].key > key;
		if (after)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

struct limit purge_limit(const struct purge *purge, uint32_t tag, uint64_t key)
{
	struct limit limit = {0};
	size_t at = cut_after(purge->all, purge->all_count, 0, key, false);
	if (at < purge->all_count)
		limit = (struct limit){true, purge->all[at].step};
	at = cut_after(purge->tags, purge->tag_count, tag, key, true);
	if (at < purge->tag_count && purge->tags[at].tag == tag && (!limit.any || purge->tags[at].step < limit.step))
		limit = (struct limit){true, purge->tags[at].step};
	return limit;
}
