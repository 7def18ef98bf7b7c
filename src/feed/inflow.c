#include "feed/inflow.h"

#include "base/alloc.h"
#include "base/log.h"

#include <stdlib.h>

enum inflow_what { INFLOW_ADD, INFLOW_SIZE, INFLOW_GONE, INFLOW_DROP, INFLOW_FAILED, INFLOW_WITHHOLD, INFLOW_TROUBLE, INFLOW_SAVED,
	INFLOW_BATCH };

struct inflow_item {
	struct inflow_item *next;
	enum inflow_what what;
	uint32_t file;
	uint64_t size;
	enum status status;
	bool withheld;
	double wall;
	struct batch *batch;
	struct store_file_spec spec; /* of ADD; of TROUBLE `shown`, of SAVED `run`. Its texts are owned while it waits */
};

void inflow_init(struct inflow *inflow, struct store *store)
{
	*inflow = (struct inflow){.store = store};
	inflow->end = &inflow->first;
}

/* ---- What waits ------------------------------------------------------------------ */

static struct slice copy(struct slice text)
{
	return slice_make(xmemdup0(text.data ? text.data : "", text.length), text.length);
}

static void wait_for(struct inflow *inflow, struct inflow_item item)
{
	struct inflow_item *kept = xmalloc(sizeof *kept);
	item.spec.run = copy(item.spec.run);
	item.spec.name = copy(item.spec.name);
	item.spec.path = copy(item.spec.path);
	item.spec.shown = copy(item.spec.shown);
	*kept = item;
	*inflow->end = kept;
	inflow->end = &kept->next;
}

static struct inflow_item *take_first(struct inflow *inflow)
{
	struct inflow_item *item = inflow->first;
	inflow->first = item->next;
	if (!inflow->first)
		inflow->end = &inflow->first;
	return item;
}

static void item_free(struct inflow_item *item)
{
	batch_free(item->batch);
	free((char *)item->spec.run.data);
	free((char *)item->spec.name.data);
	free((char *)item->spec.path.data);
	free((char *)item->spec.shown.data);
	free(item);
}

void inflow_fini(struct inflow *inflow)
{
	while (inflow->first)
		item_free(take_first(inflow));
}

/* ---- The store is told ------------------------------------------------------------ */

static void apply(struct store *store, struct batch *batch)
{
	uint32_t file = batch->file;
	if (store_apply(store, batch) != STATUS_OK)
		log_line("no memory for all of file %u", (unsigned)file);
}

static void tell(struct store *store, struct inflow_item *item)
{
	switch (item->what) {
	case INFLOW_ADD:
		if (store_add_file(store, &item->spec) == STORE_NONE)
			store_trouble(store, item->spec.shown, STATUS_NO_MEMORY);
		break;
	case INFLOW_SIZE: store_file_size(store, item->file, item->size); break;
	case INFLOW_GONE: store_file_gone(store, item->file); break;
	case INFLOW_DROP: store_drop_file(store, item->file); break;
	case INFLOW_FAILED: store_file_failed(store, item->file, item->status); break;
	case INFLOW_WITHHOLD: store_withhold(store, item->file, item->withheld); break;
	case INFLOW_TROUBLE: store_trouble(store, item->spec.shown, item->status); break;
	case INFLOW_SAVED: store_note_saved(store, item->spec.run, item->wall); break;
	case INFLOW_BATCH:
		apply(store, item->batch);
		item->batch = NULL;
		break;
	}
}

void inflow_hold(struct inflow *inflow)
{
	inflow->held = true;
}

void inflow_go_on(struct inflow *inflow)
{
	inflow->held = false;
	inflow->points = inflow->bytes = 0;
	while (inflow->first) {
		struct inflow_item *item = take_first(inflow);
		tell(inflow->store, item);
		item_free(item);
	}
}

/* ---- What the feed says ------------------------------------------------------------- */

static void say(struct inflow *inflow, struct inflow_item item)
{
	if (inflow->held)
		wait_for(inflow, item);
	else
		tell(inflow->store, &item);
}

uint32_t inflow_add_file(struct inflow *inflow, const struct store_file_spec *spec)
{
	if (!inflow->held)
		return store_add_file(inflow->store, spec);
	uint32_t number = store_foresee_file(inflow->store, spec);
	if (number != STORE_NONE)
		wait_for(inflow, (struct inflow_item){.what = INFLOW_ADD, .spec = *spec});
	return number;
}

void inflow_file_size(struct inflow *inflow, uint32_t file, uint64_t size)
{
	say(inflow, (struct inflow_item){.what = INFLOW_SIZE, .file = file, .size = size});
}

void inflow_file_gone(struct inflow *inflow, uint32_t file)
{
	say(inflow, (struct inflow_item){.what = INFLOW_GONE, .file = file});
}

void inflow_drop_file(struct inflow *inflow, uint32_t file)
{
	say(inflow, (struct inflow_item){.what = INFLOW_DROP, .file = file});
}

void inflow_file_failed(struct inflow *inflow, uint32_t file, enum status status)
{
	say(inflow, (struct inflow_item){.what = INFLOW_FAILED, .file = file, .status = status});
}

void inflow_withhold(struct inflow *inflow, uint32_t file, bool withheld)
{
	say(inflow, (struct inflow_item){.what = INFLOW_WITHHOLD, .file = file, .withheld = withheld});
}

void inflow_trouble(struct inflow *inflow, struct slice shown_path, enum status status)
{
	say(inflow, (struct inflow_item){.what = INFLOW_TROUBLE, .status = status, .spec.shown = shown_path});
}

/* What waits is told later: whether anybody takes it then is not known. */
bool inflow_note_saved(struct inflow *inflow, struct slice directory, double wall)
{
	if (!inflow->held)
		return store_note_saved(inflow->store, directory, wall);
	say(inflow, (struct inflow_item){.what = INFLOW_SAVED, .wall = wall, .spec.run = directory});
	return true;
}

/* A point takes less than its record did. */
void inflow_apply(struct inflow *inflow, struct batch *batch)
{
	if (inflow->held && !batch->sketch) {
		inflow->points += batch->points;
		inflow->bytes += batch->end - batch->begin;
	}
	say(inflow, (struct inflow_item){.what = INFLOW_BATCH, .batch = batch});
}

bool inflow_full(const struct inflow *inflow)
{
	struct store_totals totals = store_totals(inflow->store);
	return store_full(inflow->store) ||
	       (totals.memory_limit && inflow->bytes && totals.memory + inflow->bytes >= totals.memory_limit);
}
