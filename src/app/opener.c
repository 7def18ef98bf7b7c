#include "app/opener.h"

#include "base/alloc.h"
#include "base/worker.h"
#include "cmd/opening.h"

#include <stdlib.h>

#define TELL_MS 100 /* how often those who wait hear of it, also of many small ones */

struct opener {
	struct finds *finds;
	uint64_t memory_most;
	struct cache *cache;
	struct opening opening; /* the worker's while it is made */
};

static bool take(void *of)
{
	struct opener *opener = of;
	struct find *find = finds_take(opener->finds), *event = find ? NULL : finds_take_args(opener->finds);
	struct find *nodes = find || event ? NULL : finds_take_nodes(opener->finds);
	if (find)
		opening_init(&opener->opening, find, opener->memory_most, opener->cache);
	else if (event)
		opening_init_args(&opener->opening, event);
	else if (nodes)
		opening_init_nodes(&opener->opening, nodes, opener->memory_most);
	return find || event || nodes;
}

static void work(void *of)
{
	struct opener *opener = of;
	worker_begin();
	worker_give_way();
	opening_run(&opener->opening);
}

static void put(void *of)
{
	struct opener *opener = of;
	opening_end(&opener->opening, opener->finds);
}

static void hurry(void *of)
{
	struct opener *opener = of;
	atomic_store(&opener->opening.reading->stop, true);
}

struct piecework *opener_start(const struct piecework_teller *teller, struct finds *finds, uint64_t memory_most,
                               struct cache *cache)
{
	struct opener *opener = xcalloc(1, sizeof *opener);
	*opener = (struct opener){.finds = finds, .memory_most = memory_most, .cache = cache};
	return piecework_start(teller, &(struct pieces){
		.take = take, .work = work, .put = put, .hurry = hurry, .done = free, .tell_ms = TELL_MS, .of = opener});
}
