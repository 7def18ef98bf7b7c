#include "app/offload.h"

#include "base/alloc.h"

#include <stdlib.h>

struct offload {
	struct steptimes *steptimes;
	struct steptimes_work *made; /* the worker's while it is made */
};

static bool take(void *of)
{
	struct offload *offload = of;
	return (offload->made = steptimes_begin(offload->steptimes));
}

static void work(void *of)
{
	struct offload *offload = of;
	steptimes_make(offload->made);
}

static void put(void *of)
{
	struct offload *offload = of;
	steptimes_end(offload->steptimes, offload->made);
}

struct piecework *offload_start(const struct piecework_teller *teller, struct steptimes *steptimes)
{
	struct offload *offload = xcalloc(1, sizeof *offload);
	offload->steptimes = steptimes;
	steptimes_defer(steptimes);
	return piecework_start(teller,
	                       &(struct pieces){.take = take, .work = work, .put = put, .done = free, .of = offload});
}
