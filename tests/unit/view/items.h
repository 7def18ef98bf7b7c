/* Points in a small world whose payloads no file has: what they decode to is made by the test when a view asks. */
#ifndef TBTOP_TEST_VIEW_ITEMS_H
#define TBTOP_TEST_VIEW_ITEMS_H

#include "unit/view/world.h"

typedef enum status items_make(const struct asset_place *place, struct asset **out);

static items_make *items_made_by; /* NULL: nothing comes, ever */

static inline void items_fetch(struct world *world, const struct asset_place *place)
{
	struct asset_place wanted;
	assets_want(world->assets, place);
	while (items_made_by && assets_take(world->assets, &wanted)) {
		struct asset *asset = NULL;
		bool fits = wanted.kind == store_series_head(world->store, wanted.series).kind;
		enum status status = fits ? items_made_by(&wanted, &asset) : STATUS_CORRUPT;
		assets_put(world->assets, &wanted, asset, status);
	}
}

static inline void items_init(struct world *world, items_make *make)
{
	world_init(world);
	world->assets = assets_new(ASSETS_KEPT, ASSETS_MOST);
	world->fetch = items_fetch;
	items_made_by = make;
}

static inline void items_fini(struct world *world)
{
	assets_free(world->assets);
	world_fini(world);
}

/* Points at the steps 0, `by`, 2 `by` … that can be of these kinds. */
static inline void items_series_of(struct world *world, const char *run, const char *tag, const char *plugin, int count,
                                   int by, kind_set fits)
{
	uint32_t file = add_test_file(world->store, run, tag);
	struct batch *batch = batch_new(file, 0);
	struct batch_series *series = batch_series_of(batch, tag);
	batch_add_metadata(series, plugin);
	for (int i = 0; i < count; i++)
		batch_add_item(series, (struct item){
			.step = (int64_t)i * by, .wall_time = WORLD_START + i * WORLD_STEP_SECONDS,
			.offset = (uint64_t)i, .form = ITEM_TENSOR, .fits = fits, .length = 1});
	batch->has_event = batch->caught_up = true;
	batch->first_wall = WORLD_START;
	batch->last_wall = batch->max_wall = WORLD_START + count * WORLD_STEP_SECONDS;
	batch->records = batch->points = (uint64_t)count;
	assert_int_equal(store_apply(world->store, batch), STATUS_OK);
}

static inline void items_series(struct world *world, const char *run, const char *tag, const char *plugin, int count,
                                int by)
{
	items_series_of(world, run, tag, plugin, count, by, (1u << KIND_COUNT) - 1);
}

/* Until what is seen asks for nothing that isn't there. */
static inline void items_draw(struct world *world, int columns, int rows)
{
	uint64_t before;
	do {
		before = assets_generation(world->assets);
		world_draw(world, columns, rows);
	} while (assets_generation(world->assets) != before);
	world_draw(world, columns, rows);
}

static inline void items_keys(struct world *world, const char *keys)
{
	world_keys(world, keys);
	items_draw(world, world->canvas.columns, world->canvas.rows);
}

#endif
