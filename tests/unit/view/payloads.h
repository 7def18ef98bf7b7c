/* Payloads in a small world: series of them, decoded when a view asks, as the feed does. */
#ifndef TBTOP_TEST_VIEW_PAYLOADS_H
#define TBTOP_TEST_VIEW_PAYLOADS_H

#include "unit/decode/payloads.h"
#include "read/tensor.h"
#include "unit/view/world.h"

#include <stdio.h>

#define PAYLOADS_MOST 512

/* Where a payload lies is its number here: the offset of its item. */
static struct {
	struct str bytes[PAYLOADS_MOST];
	size_t count;
	bool read; /* as a reader has it, points fit the kinds that their tensors do: else all, to be decoded whatever they are */
} payloads;

static inline void payloads_fetch(struct world *world, const struct asset_place *place)
{
	struct asset_place wanted;
	assets_want(world->assets, place);
	while (assets_take(world->assets, &wanted)) {
		const struct str *bytes = &payloads.bytes[wanted.item.offset];
		struct series_info info = store_series(world->store, wanted.series);
		struct str copy = {0};
		struct asset *asset = NULL;
		str_append_slice(&copy, str_slice(bytes));
		struct payload how = {.form = (enum item_form)wanted.item.form, .part = wanted.part, .plugin = info.plugin,
		                      .content = info.content};
		enum status status = decode_built(wanted.kind, how, &copy, &asset);
		assets_put(world->assets, &wanted, asset, status);
	}
}

static inline void payloads_init(struct world *world)
{
	world_init(world);
	world->assets = assets_new(ASSETS_KEPT, ASSETS_MOST);
	world->fetch = payloads_fetch;
	payloads.count = 0;
	payloads.read = false;
}

static inline void payloads_fini(struct world *world)
{
	for (size_t i = 0; i < payloads.count; i++)
		str_fini(&payloads.bytes[i]);
	assets_free(world->assets);
	world_fini(world);
}

static inline kind_set payloads_fit(const struct str *tensor, const char *plugin)
{
	struct tensor_facts facts;
	if (!payloads.read || tensor_facts((const uint8_t *)tensor->data, tensor->length, &facts))
		return (kind_set)((1u << KIND_COUNT) - 1);
	return strcmp(plugin, "audio") ? tensor_fits(&facts) : tensor_fits_as_clips(&facts);
}

/* A point for each of the tensors, which are taken: steps 0, `by`, 2 `by` … */
static inline void payloads_series_of(struct world *world, const char *run, const char *tag, const char *plugin,
                                      struct slice content, struct str *tensors, size_t count, int64_t by)
{
	uint32_t file = add_test_file(world->store, run, tag);
	struct batch *batch = batch_new(file, 0);
	struct batch_series *series = batch_series_of(batch, tag);
	batch_add_metadata(series, plugin);
	free(series->metadata->content);
	series->metadata->content = xmemdup0(content.data ? content.data : "", content.length);
	series->metadata->content_length = content.length;
	for (size_t i = 0; i < count; i++) {
		assert_true(payloads.count < PAYLOADS_MOST);
		batch_add_item(series, (struct item){
			.step = (int64_t)i * by, .wall_time = WORLD_START + (double)i * WORLD_STEP_SECONDS,
			.offset = payloads.count, .form = ITEM_TENSOR, .fits = payloads_fit(&tensors[i], plugin),
			.length = (uint32_t)tensors[i].length});
		payloads.bytes[payloads.count++] = tensors[i];
		tensors[i] = (struct str){0};
	}
	batch->has_event = batch->caught_up = true;
	batch->first_wall = WORLD_START;
	batch->last_wall = batch->max_wall = WORLD_START + (double)count * WORLD_STEP_SECONDS;
	batch->records = batch->points = count;
	assert_int_equal(store_apply(world->store, batch), STATUS_OK);
}

static inline void payloads_series(struct world *world, const char *run, const char *tag, const char *plugin,
                                   struct str *tensors, size_t count, int64_t by)
{
	payloads_series_of(world, run, tag, plugin, (struct slice){0}, tensors, count, by);
}

/* Draws twice: what the first round asked for is there in the second. */
static inline void payloads_draw(struct world *world, int columns, int rows)
{
	world_draw(world, columns, rows);
	world_draw(world, columns, rows);
}

/* Keys, then what they asked for is there. */
static inline void payloads_keys(struct world *world, const char *keys)
{
	world_keys(world, keys);
	payloads_draw(world, world->canvas.columns, world->canvas.rows);
}

/* "golden/NAME_80x24" and the like at three sizes, after these keys, each of a world of its own. */
static inline void payloads_sizes(void (*make)(struct world *world), const char *golden, const char *keys)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}, {40, 12}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char name[60];
		make(&world);
		payloads_draw(&world, all[i].columns, all[i].rows);
		if (*keys)
			payloads_keys(&world, keys);
		snprintf(name, sizeof name, "%s_%dx%d", golden, all[i].columns, all[i].rows);
		golden_check(name, &world.canvas);
		payloads_fini(&world);
	}
}

#endif
