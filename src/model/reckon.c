#include "model/reckon.h"

#include "base/alloc.h"
#include "model/totals.h"

#include <stdlib.h>
#include <string.h>

/* Behind all that files bring: no restart's cut reaches it, the sources' are cut already. */
static const struct span derived_span = {.file = STORE_NONE, .ordinal = UINT32_MAX};

/* The visible links of a source, as they were when last looked at; their chunks are held. */
struct links {
	struct link *items;
	size_t count, capacity;
	bool ordered; /* no step goes back */
	bool cut_short; /* for want of memory */
};

/* What is known before a link of A. */
struct before {
	size_t made;         /* links of the derived series */
	size_t b_from, b_to; /* of B those that the link was matched with */
	bool any;
	struct row last;     /* of A; its bits are those of a double */
};

/* A formula's series in one run. */
struct reckoning {
	uint32_t series;  /* the derived one; STORE_NONE before there is any */
	uint64_t a_generation, b_generation;
	struct links a, b;
	struct before *before; /* each link of A, and behind the last made */
	size_t capacity;
	size_t done;      /* links of A */
	bool complete;
	uint64_t memory;
};

struct plan {
	struct formula formula;
	struct reckoning *runs; /* by number */
	size_t run_count, run_capacity;
	bool told; /* that it has no points */
};

struct reckon {
	struct plan plans[FORMULAS];
	size_t plan_count;
	uint64_t generation; /* of the store, when all was done */
	size_t links_left;
	uint64_t memory;
	bool pending, full, changed;
};

/* ---- The derived series in the store ------------------------------------------------ */

/* Counts it anew after its rows changed. */
static void count_rows(struct reckon *reckon, struct store *store, struct reckoning *own)
{
	struct series *series = &store->series[own->series];
	struct segment *segment = &series->segments[0];
	struct chunk_summary whole = strip_whole(&segment->rows);
	tables_changed(store, &store->runs[series->run]);
	totals_series(store, series, -1);
	series->points = whole.count;
	series->has_step = whole.count > 0;
	series->max_step = whole.max_step;
	series->memory = sizeof *segment + segment->rows.bytes + segment->rows.capacity * sizeof *segment->rows.links;
	totals_settle_series(store, own->series);
	reckon->memory += series->memory - own->memory;
	own->memory = series->memory;
	reckon->changed = true;
}

static struct metadata *metadata_of(const struct formula *formula)
{
	struct metadata *metadata = data_alloc(1, sizeof *metadata);
	struct str rule = {0};
	if (!metadata)
		return NULL;
	formula_say(formula, &rule);
	*metadata = (struct metadata){.plugin = xstrdup("scalars"), .plugin_length = strlen("scalars"),
	                              .display_name = xstrdup(""), .content = xstrdup(""),
	                              .description = xmemdup0(str_text(&rule), rule.length),
	                              .description_length = rule.length};
	str_fini(&rule);
	return metadata;
}

/* The one segment of a series that nothing else has points of. False when out of memory. */
static bool begin_series(struct store *store, const struct formula *formula, uint32_t number)
{
	struct series *series = &store->series[number];
	struct metadata *metadata = metadata_of(formula);
	if (!metadata || !array_reserve(&series->segments, &series->segment_capacity, 1)) {
		metadata_free(metadata);
		return false;
	}
	series->segments[0] = (struct segment){.span = &derived_span, .metadata = metadata};
	series->segment_count = 1;
	series->metadata = metadata;
	series->kind = KIND_SCALAR;
	return true;
}

/* True when the series is there, and nobody else's. */
static bool own_series(struct store *store, const struct formula *formula, uint32_t run, struct reckoning *own)
{
	if (own->series == STORE_NONE) {
		uint32_t tag = tables_tag(store, slice_of(formula->tag));
		own->series = tag == STORE_NONE ? STORE_NONE : tables_series(store, run, tag);
	}
	if (own->series == STORE_NONE)
		return false;
	const struct series *series = &store->series[own->series];
	return series->segment_count ? series->segments[0].span == &derived_span && series->segment_count == 1
	                             : begin_series(store, formula, own->series);
}

static bool is_derived(const struct span *span)
{
	return span == &derived_span;
}

/* Takes the series out of the store; what a file has brought of the tag since stays. */
static void end_series(struct reckon *reckon, struct store *store, struct reckoning *own)
{
	if (own->series == STORE_NONE)
		return;
	struct series *series = &store->series[own->series];
	struct run *run = &store->runs[series->run];
	totals_series(store, series, -1);
	if (series_drop(series, is_derived))
		series_refresh(series, &run->purge);
	tables_changed(store, run);
	totals_settle_series(store, own->series);
	reckon->memory -= own->memory;
	own->memory = 0;
	reckon->changed = true;
}

/* ---- Sources ------------------------------------------------------------------------- */

static void links_cut(struct links *links, size_t count)
{
	while (links->count > count)
		chunk_unref(links->items[--links->count].chunk);
}

static bool same_link(const struct link *a, const struct link *b)
{
	return a->chunk == b->chunk && a->seen == b->seen && (a->seen != LINK_PARTLY || a->limit == b->limit);
}

static bool links_take(struct links *links, size_t at, const struct link *link)
{
	if (at < links->count && same_link(link, &links->items[at]))
		return true;
	links_cut(links, at);
	if (!array_reserve(&links->items, &links->capacity, at + 1))
		return false;
	links->items[links->count++] = *link;
	chunk_ref(link->chunk);
	return true;
}

static bool is_ordered(const struct links *links)
{
	for (size_t i = 0; i < links->count; i++) {
		const struct chunk_summary *summary = chunk_summary(links->items[i].chunk);
		if (summary->falls || (i && summary->min_step < chunk_summary(links->items[i - 1].chunk)->max_step))
			return false;
	}
	return true;
}

/* Looks at the source again: how many of its links are as they were. */
static size_t links_look(struct links *links, const struct series *source)
{
	size_t at = 0, count = links->count, same = count;
	bool kept = true;
	for (size_t s = 0; s < series_strip_count(source) && kept; s++) {
		const struct strip *strip = series_strip(source, s);
		for (size_t i = 0; strip && i < strip->count && kept; i++) {
			if (strip->links[i].seen == LINK_HIDDEN)
				continue;
			bool is_same = at < links->count && same_link(&strip->links[i], &links->items[at]);
			same = is_same || at >= same ? same : at;
			kept = links_take(links, at, &strip->links[i]);
			at += kept;
		}
	}
	links_cut(links, at);
	links->ordered = is_ordered(links);
	links->cut_short = !kept;
	return same < at ? same : at;
}

static size_t read_values(const struct link *link, struct row *out)
{
	size_t count = link_read(link, out);
	enum number_type type = chunk_type(link->chunk);
	for (size_t i = 0; i < count; i++)
		out[i].bits = number_bits_double(number_value(type, out[i].bits));
	return count;
}

static double value_of(const struct row *row)
{
	return number_value(NUMBER_F64, row->bits);
}

/* ---- One link ----------------------------------------------------------------------- */

/* A link of A, with what B has at its steps. */
struct match {
	struct row rows[CHUNK_ROWS];
	size_t count;
	bool ordered, found[CHUNK_ROWS];
	double other[CHUNK_ROWS];
};

/* The first row of that step or more; where steps go back, any may have it. */
static size_t first_row(const struct match *match, int64_t step)
{
	size_t low = 0, high = match->ordered ? match->count : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (match->rows[middle].step < step)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void match_row(struct match *match, const struct row *row)
{
	for (size_t i = first_row(match, row->step); i < match->count; i++) {
		if (match->rows[i].step == row->step) {
			match->found[i] = true;
			match->other[i] = value_of(row);
		} else if (match->ordered) {
			return;
		}
	}
}

/* B's links that overlap a link of A; `before` tells where to begin, and then where the next will. */
static void match_link(struct match *match, const struct reckoning *own, const struct link *link, struct before *before)
{
	const struct chunk_summary *a = chunk_summary(link->chunk);
	const struct links *b = &own->b;
	struct row rows[CHUNK_ROWS];
	size_t from = b->ordered && own->a.ordered ? before->b_from : 0;
	while (b->ordered && from < b->count && chunk_summary(b->items[from].chunk)->max_step < a->min_step)
		from++;
	before->b_from = before->b_to = from;
	for (; before->b_to < b->count; before->b_to++) {
		const struct chunk_summary *summary = chunk_summary(b->items[before->b_to].chunk);
		if (b->ordered && summary->min_step > a->max_step)
			return;
		if (summary->max_step < a->min_step || summary->min_step > a->max_step)
			continue;
		size_t count = read_values(&b->items[before->b_to], rows);
		for (size_t i = 0; i < count; i++)
			match_row(match, &rows[i]);
	}
}

static size_t pair_rows(const struct match *match, enum formula_rule rule, struct row *out)
{
	size_t count = 0;
	for (size_t i = 0; i < match->count; i++) {
		double a = value_of(&match->rows[i]);
		if (!match->found[i])
			continue;
		out[count] = match->rows[i];
		out[count++].bits = number_bits_double(rule == FORMULA_RATIO ? a / match->other[i] : a - match->other[i]);
	}
	return count;
}

static size_t rate_rows(const struct match *match, enum formula_rule rule, struct before *before, struct row *out)
{
	size_t count = 0;
	for (size_t i = 0; i < match->count; i++) {
		const struct row *row = &match->rows[i], *last = &before->last;
		double way = rule == FORMULA_RATE ? (double)row->step - (double)last->step : row->wall_time - last->wall_time;
		if (before->any && way > 0) {
			out[count] = *row;
			out[count++].bits = number_bits_double((value_of(row) - value_of(last)) / way);
		}
		before->last = *row;
		before->any = true;
	}
	return count;
}

/* The next link of A: what follows from it is appended. False when there is no room. */
static bool make_link(struct reckon *reckon, struct store *store, const struct formula *formula, struct reckoning *own)
{
	const struct link *link = &own->a.items[own->done];
	struct match match = {.ordered = !chunk_summary(link->chunk)->falls};
	struct row rows[CHUNK_ROWS];
	struct strip *strip = &store->series[own->series].segments[0].rows;
	if (reckon->memory >= RECKON_MEMORY || store_full(store) ||
	    !array_reserve(&own->before, &own->capacity, own->done + 2))
		return false;
	struct before *before = &own->before[own->done], next;
	if (!own->done)
		*before = (struct before){0};
	match.count = read_values(link, match.rows);
	next = *before;
	if (formula->b)
		match_link(&match, own, link, &next);
	before->b_to = next.b_to;
	size_t count = formula->b ? pair_rows(&match, formula->rule, rows) : rate_rows(&match, formula->rule, &next, rows);
	struct chunk *chunk = count ? chunk_seal(rows, count, NUMBER_F64) : NULL;
	/* No two have one epoch: links stay apart, each to be taken back alone. */
	if (count && (!chunk || !strip_append(strip, chunk, (uint32_t)own->done, (struct limit){0}))) {
		chunk_unref(chunk);
		return false;
	}
	next.made = strip->count;
	own->before[++own->done] = next;
	return true;
}

/* ---- One series ---------------------------------------------------------------------- */

static void take_back(struct store *store, struct reckoning *own, size_t links)
{
	if (links >= own->done)
		return;
	own->done = links;
	strip_cut(&store->series[own->series].segments[0].rows, links ? own->before[links].made : 0);
}

/* Links of A that were matched up to where B changed, or to its end. */
static size_t still_good(const struct reckoning *own, size_t b_same)
{
	size_t good = 0;
	while (good < own->done && own->before[good].b_to < b_same)
		good++;
	return good;
}

static void catch_up(struct reckon *reckon, struct store *store, const struct formula *formula, struct reckoning *own)
{
	size_t done = own->done;
	bool room = true;
	while (own->done < own->a.count && reckon->links_left && room) {
		reckon->links_left--;
		room = make_link(reckon, store, formula, own);
	}
	own->complete = own->done == own->a.count || !room;
	reckon->pending |= !own->complete;
	reckon->full |= !room;
	if (own->done != done)
		count_rows(reckon, store, own);
}

static void follow(struct reckon *reckon, struct store *store, const struct formula *formula, struct reckoning *own,
                   uint32_t a, uint32_t b)
{
	const struct series *of_a = &store->series[a], *of_b = b == STORE_NONE ? NULL : &store->series[b];
	uint64_t b_generation = of_b ? of_b->generation : 0;
	bool changed = own->a_generation != of_a->generation || own->b_generation != b_generation;
	if (own->complete && !changed) {
		reckon->full |= own->done < own->a.count;
		return;
	}
	if (changed) {
		bool was_ordered = own->a.ordered && own->b.ordered;
		size_t good = links_look(&own->a, of_a), done = own->done;
		if (of_b) {
			size_t of_pair = still_good(own, links_look(&own->b, of_b));
			good = was_ordered != (own->a.ordered && own->b.ordered) ? 0 : good < of_pair ? good : of_pair;
		}
		own->a_generation = own->a.cut_short || own->b.cut_short ? 0 : of_a->generation;
		own->b_generation = b_generation;
		take_back(store, own, good);
		if (own->done != done)
			count_rows(reckon, store, own);
	}
	catch_up(reckon, store, formula, own);
	reckon->full |= own->a.cut_short || own->b.cut_short;
}

static uint32_t source_of(const struct store *store, uint32_t run, const char *name)
{
	uint32_t tag = store_tag_find(store, slice_of(name));
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
	return series == STORE_NONE || store->series[series].kind != KIND_SCALAR ? STORE_NONE : series;
}

static void forget(struct reckoning *own)
{
	links_cut(&own->a, 0);
	links_cut(&own->b, 0);
	own->done = 0;
	own->complete = false;
	own->a_generation = own->b_generation = 0;
}

static void reckon_run(struct reckon *reckon, struct store *store, struct plan *plan, uint32_t run)
{
	struct reckoning *own = &plan->runs[run];
	const struct formula *formula = &plan->formula;
	uint32_t a = source_of(store, run, formula->a), b = formula->b ? source_of(store, run, formula->b) : STORE_NONE;
	bool sources = a != STORE_NONE && (!formula->b || b != STORE_NONE);
	if (sources && own_series(store, formula, run, own)) {
		follow(reckon, store, formula, own, a, b);
	} else if (own->done) {
		end_series(reckon, store, own);
		forget(own);
	}
}

/* ---- All ------------------------------------------------------------------------------ */

static void plan_fini(struct plan *plan)
{
	for (size_t i = 0; i < plan->run_count; i++) {
		forget(&plan->runs[i]);
		free(plan->runs[i].a.items);
		free(plan->runs[i].b.items);
		free(plan->runs[i].before);
	}
	free(plan->runs);
	formula_fini(&plan->formula);
	*plan = (struct plan){0};
}

static bool is_planned(const struct reckon *reckon, const struct formula *formula)
{
	for (size_t i = 0; i < reckon->plan_count; i++)
		if (formula_equal(&reckon->plans[i].formula, formula))
			return true;
	return false;
}

static bool is_wanted(const struct formulas *formulas, const struct formula *formula)
{
	const struct formula *wanted = formulas_find(formulas, slice_of(formula->tag));
	return wanted && formula_equal(wanted, formula);
}

/* Formulas that went take their series along; new ones begin. True when any did. */
static bool plan_anew(struct reckon *reckon, struct store *store, const struct formulas *formulas)
{
	bool anew = false;
	for (size_t i = reckon->plan_count; i-- > 0;) {
		struct plan *plan = &reckon->plans[i];
		if (is_wanted(formulas, &plan->formula))
			continue;
		for (size_t run = 0; run < plan->run_count; run++)
			end_series(reckon, store, &plan->runs[run]);
		plan_fini(plan);
		*plan = reckon->plans[--reckon->plan_count];
		reckon->plans[reckon->plan_count] = (struct plan){0};
		anew = true;
	}
	for (size_t i = 0; i < formulas->count; i++) {
		if (is_planned(reckon, &formulas->items[i]))
			continue;
		formula_copy(&reckon->plans[reckon->plan_count++].formula, &formulas->items[i]);
		anew = true;
	}
	return anew;
}

static bool reserve_runs(struct plan *plan, uint32_t runs)
{
	if (!array_reserve(&plan->runs, &plan->run_capacity, runs))
		return false;
	for (; plan->run_count < runs; plan->run_count++)
		plan->runs[plan->run_count] = (struct reckoning){.series = STORE_NONE};
	return true;
}

struct reckon *reckon_new(void)
{
	return xcalloc(1, sizeof(struct reckon));
}

void reckon_free(struct reckon *reckon)
{
	if (!reckon)
		return;
	for (size_t i = 0; i < reckon->plan_count; i++)
		plan_fini(&reckon->plans[i]);
	free(reckon);
}

bool reckon_go_on(struct reckon *reckon, struct store *store, const struct formulas *formulas)
{
	reckon->changed = false;
	bool anew = plan_anew(reckon, store, formulas);
	if (!anew && !reckon->pending && reckon->generation == store->generation)
		return false;
	uint64_t seen = store->generation; /* what is derived from what is derived comes round once more */
	reckon->links_left = RECKON_LINKS;
	reckon->pending = reckon->full = false;
	for (size_t i = 0; i < reckon->plan_count; i++) {
		struct plan *plan = &reckon->plans[i];
		reckon->full |= !reserve_runs(plan, store->run_names.count);
		for (uint32_t run = 0; run < plan->run_count; run++)
			reckon_run(reckon, store, plan, run);
	}
	reckon->generation = seen;
	return reckon->changed;
}

bool reckon_pending(const struct reckon *reckon)
{
	return reckon->pending;
}

static bool is_barren(const struct plan *plan)
{
	bool any = false;
	for (size_t i = 0; i < plan->run_count; i++) {
		const struct reckoning *own = &plan->runs[i];
		if (own->done && own->before[own->done].made)
			return false;
		any |= own->done > 0;
	}
	return any;
}

const struct formula *reckon_barren(struct reckon *reckon)
{
	for (size_t i = 0; i < reckon->plan_count && !reckon->pending; i++) {
		struct plan *plan = &reckon->plans[i];
		if (plan->told || !is_barren(plan))
			continue;
		plan->told = true;
		return &plan->formula;
	}
	return NULL;
}

bool reckon_full(const struct reckon *reckon)
{
	return reckon->full;
}
