#include "model/assets.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 1024       /* heads of chains; a power of two */
#define WANTED_MOST 64   /* wishes: who steps quickly through a thousand images wants the last ones */
#define FAILED_MOST 4096 /* each of some bytes */

struct entry {
	struct entry *chain;         /* of the same slot */
	struct entry *newer, *older; /* by when it was asked for last */
	struct asset_place place;
	enum asset_state state;
	enum status why;
	struct asset *asset;
	uint64_t round; /* in which it was asked for last */
};

struct assets {
	struct entry *slots[SLOTS];
	struct entry *newest, *oldest;
	size_t kept, most, memory;
	size_t wanted, failed;
	uint64_t round, generation;
};

bool asset_place(const struct store *store, uint32_t series, uint64_t position, struct asset_place *out)
{
	out->series = series;
	out->part = 0;
	out->kind = store_series_head(store, series).kind;
	return store_item_at(store, series, position, &out->file, &out->item);
}

bool asset_misfit(const struct store *store, uint32_t series, struct asset_place *out)
{
	out->series = series;
	out->part = 0;
	out->kind = KIND_TENSOR;
	return store_misfit(store, series, &out->file, &out->item);
}

/* ---- Entries ---- */

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

/* A point is where it lies and when it was written; as what it is seen hangs on the series. */
static bool same_place(const struct asset_place *a, const struct asset_place *b)
{
	return a->series == b->series && a->file == b->file && a->kind == b->kind && a->part == b->part &&
	       a->item.offset == b->item.offset &&
	       a->item.step == b->item.step && bits_of(a->item.wall_time) == bits_of(b->item.wall_time) &&
	       a->item.bits == b->item.bits;
}

static size_t slot_of(const struct asset_place *place)
{
	uint64_t mixed = (place->item.offset ^ (uint64_t)place->item.step << 20 ^ bits_of(place->item.wall_time)) +
	                 ((uint64_t)place->series << 32 | place->file) + ((uint64_t)place->part << 24);
	mixed *= UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(mixed >> 40) & (SLOTS - 1);
}

static struct entry *find(const struct assets *assets, const struct asset_place *place)
{
	struct entry *entry = assets->slots[slot_of(place)];
	while (entry && !same_place(&entry->place, place))
		entry = entry->chain;
	return entry;
}

static void unlink_age(struct assets *assets, struct entry *entry)
{
	*(entry->newer ? &entry->newer->older : &assets->newest) = entry->older;
	*(entry->older ? &entry->older->newer : &assets->oldest) = entry->newer;
}

static void link_newest(struct assets *assets, struct entry *entry)
{
	entry->newer = NULL;
	entry->older = assets->newest;
	*(assets->newest ? &assets->newest->newer : &assets->oldest) = entry;
	assets->newest = entry;
}

static void set_state(struct assets *assets, struct entry *entry, enum asset_state state)
{
	assets->wanted -= entry->state == ASSET_WANTED;
	assets->failed -= entry->state == ASSET_FAILED;
	entry->state = state;
	assets->wanted += state == ASSET_WANTED;
	assets->failed += state == ASSET_FAILED;
	assets->generation++;
}

static void drop(struct assets *assets, struct entry *entry)
{
	struct entry **link = &assets->slots[slot_of(&entry->place)];
	while (*link != entry)
		link = &(*link)->chain;
	*link = entry->chain;
	unlink_age(assets, entry);
	set_state(assets, entry, ASSET_NONE);
	if (entry->asset)
		assets->memory -= entry->asset->memory;
	asset_free(entry->asset);
	free(entry);
}

/* The oldest in a state that the latest round did not ask for; any with `also_asked`. */
static struct entry *oldest_in(const struct assets *assets, enum asset_state state, bool also_asked)
{
	struct entry *entry = assets->oldest;
	while (entry && (entry->state != state || (!also_asked && entry->round == assets->round)))
		entry = entry->newer;
	return entry;
}

/* ---- Life ---- */

struct assets *assets_new(size_t kept, size_t most)
{
	struct assets *assets = xcalloc(1, sizeof *assets);
	assets->kept = kept;
	assets->most = most;
	assets->round = 1;
	return assets;
}

void assets_free(struct assets *assets)
{
	while (assets && assets->newest)
		drop(assets, assets->newest);
	free(assets);
}

struct asset_answer assets_look(const struct assets *assets, const struct asset_place *place)
{
	const struct entry *entry = find(assets, place);
	if (!entry)
		return (struct asset_answer){.state = ASSET_NONE};
	return (struct asset_answer){.state = entry->state, .asset = entry->asset, .why = entry->why};
}

void assets_round(struct assets *assets)
{
	assets->round++;
}

static struct entry *add(struct assets *assets, const struct asset_place *place)
{
	struct entry *entry = xcalloc(1, sizeof *entry);
	struct entry **slot = &assets->slots[slot_of(place)];
	entry->place = *place;
	entry->chain = *slot;
	*slot = entry;
	link_newest(assets, entry);
	set_state(assets, entry, ASSET_WANTED);
	return entry;
}

void assets_want(struct assets *assets, const struct asset_place *place)
{
	struct entry *entry = find(assets, place);
	if (entry) {
		unlink_age(assets, entry);
		link_newest(assets, entry);
	} else {
		entry = add(assets, place);
	}
	entry->round = assets->round;
	if (assets->wanted > WANTED_MOST)
		drop(assets, oldest_in(assets, ASSET_WANTED, true));
}

bool assets_take(struct assets *assets, struct asset_place *out)
{
	struct entry *entry = assets->newest;
	while (entry && entry->state != ASSET_WANTED)
		entry = entry->older;
	if (!entry)
		return false;
	set_state(assets, entry, ASSET_LOADING);
	*out = entry->place;
	return true;
}

/* Puts out what nobody asks for any more until there is room. */
static bool make_room(struct assets *assets, size_t memory)
{
	while (assets->memory + memory > assets->kept) {
		struct entry *entry = oldest_in(assets, ASSET_READY, false);
		if (!entry) /* one that is alone may be larger than any limit */
			return !assets->memory || assets->memory + memory <= assets->most;
		drop(assets, entry);
	}
	return true;
}

void assets_put(struct assets *assets, const struct asset_place *place, struct asset *asset, enum status why)
{
	struct entry *entry = find(assets, place);
	if (!entry || entry->state != ASSET_LOADING) {
		asset_free(asset);
		return;
	}
	if (asset && !make_room(assets, asset->memory)) {
		asset_free(asset);
		asset = NULL;
		why = STATUS_FULL;
	}
	entry->asset = asset;
	entry->why = why;
	if (asset)
		assets->memory += asset->memory;
	set_state(assets, entry, asset ? ASSET_READY : ASSET_FAILED);
	if (assets->failed > FAILED_MOST)
		drop(assets, oldest_in(assets, ASSET_FAILED, true));
}

void assets_retry(struct assets *assets)
{
	for (struct entry *entry = assets->oldest, *next; entry; entry = next) {
		next = entry->newer;
		if (entry->state == ASSET_FAILED)
			drop(assets, entry);
	}
}

size_t assets_memory(const struct assets *assets)
{
	return assets->memory;
}

uint64_t assets_generation(const struct assets *assets)
{
	return assets->generation;
}
