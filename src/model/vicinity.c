#include "model/vicinity.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdlib.h>

#define PIECE_NS UINT64_C(25000000)

struct wish {
	struct projection *projection; /* held; NULL: nothing */
	size_t of;
	enum neighbour_metric metric;
};

struct vicinity {
	struct wish wish;
	struct wish busy;        /* what the worker is at; its projection is held once more */
	struct neighbours back;  /* the worker's while busy */
	struct neighbours front; /* of the wish; nothing is compared yet: `next` is 0 */
};

struct vicinity *vicinity_new(void)
{
	return xcalloc(1, sizeof(struct vicinity));
}

void vicinity_free(struct vicinity *vicinity)
{
	if (vicinity)
		projection_free(vicinity->wish.projection);
	free(vicinity);
}

static bool is_of(const struct wish *wish, const struct projection *projection, size_t of, enum neighbour_metric metric)
{
	return wish->projection == projection && wish->of == of && wish->metric == metric;
}

void vicinity_want(struct vicinity *vicinity, const struct projection *projection, size_t of,
                   enum neighbour_metric metric)
{
	if (is_of(&vicinity->wish, projection, of, metric))
		return;
	struct wish wish = {projection_hold(projection), of, metric};
	projection_free(vicinity->wish.projection);
	vicinity->wish = wish;
	neighbours_begin(&vicinity->front, of, metric);
}

const struct neighbours *vicinity_look(const struct vicinity *vicinity, const struct projection *projection, size_t of,
                                       enum neighbour_metric metric)
{
	bool there = vicinity->front.next > 0 && is_of(&vicinity->wish, projection, of, metric);
	return there ? &vicinity->front : NULL;
}

bool vicinity_take(void *context)
{
	struct vicinity *vicinity = context;
	const struct wish *wish = &vicinity->wish;
	if (vicinity->busy.projection || !wish->projection || vicinity->front.done)
		return false;
	if (!vicinity->front.next)
		neighbours_begin(&vicinity->back, wish->of, wish->metric);
	vicinity->busy = *wish;
	projection_hold(wish->projection);
	return true;
}

void vicinity_work(void *context)
{
	struct vicinity *vicinity = context;
	const struct projection *projection = vicinity->busy.projection;
	neighbours_go_on(&vicinity->back, &projection->vectors, projection->components.lengths, clock_mono() + PIECE_NS);
}

void vicinity_put(void *context)
{
	struct vicinity *vicinity = context;
	struct wish *busy = &vicinity->busy;
	if (is_of(&vicinity->wish, busy->projection, busy->of, busy->metric))
		vicinity->front = vicinity->back;
	projection_free(busy->projection);
	*busy = (struct wish){0};
}
