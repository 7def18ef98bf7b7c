/* A small world for tests of the views: a store made of batches, a dashboard on it, and a person who presses keys. */
#ifndef TBTOP_TEST_WORLD_H
#define TBTOP_TEST_WORLD_H

#include "golden.h"
#include "unit/model/batches.h"
#include "view/dashboard.h"
#include "view/group_look.h"

#include <locale.h>
#include <math.h>
#include <time.h>

#define WORLD_START 1760000000.0
#define WORLD_STEP_SECONDS 0.5

struct world {
	struct store *store;
	struct choice *choice;
	struct steptimes *steptimes;
	struct group_looks *group_looks;
	struct derived *derived;
	struct dashboard *dashboard;
	struct hardware_log *hardware; /* NULL without */
	struct alerts *alerts;         /* NULL without */
	struct finds *finds;             /* these NULL without */
	struct projections *projections;
	struct solids *solids;           /* what is asked for is drawn at once; so are */
	struct vicinity *vicinity;       /* neighbours found, */
	struct label_scan *labels;       /* labels read */
	struct assets *assets; /* NULL without: unit/view/payloads.h */
	void (*fetch)(struct world *world, const struct asset_place *place);
	void (*take)(struct world *world, const struct ask *ask); /* what goes to a file or the clipboard; NULL: nobody */
	struct progress progress;
	struct canvas canvas;
	double now, target_step;
	bool quit;
	bool came;             /* something was drawn or found since the screen was */
	enum charset charset;
};

static inline void world_init(struct world *world)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	*world = (struct world){
		.store = store_new(),
		.choice = choice_new(),
		.steptimes = steptimes_new(),
		.group_looks = group_looks_new(),
		.derived = derived_new(),
		.dashboard = dashboard_new(),
		.solids = solids_new(),
		.vicinity = vicinity_new(),
		.labels = label_scan_new(),
		.progress = {.mode = WATCH_AUTO, .directories = 4, .directories_watched = 4},
		.now = WORLD_START + 1000,
	};
	canvas_init(&world->canvas, 80, 24, CHARSET_UNICODE);
}

static inline void world_fini(struct world *world)
{
	canvas_fini(&world->canvas);
	dashboard_free(world->dashboard);
	solids_free(world->solids);
	vicinity_free(world->vicinity);
	label_scan_free(world->labels);
	derived_free(world->derived);
	group_looks_free(world->group_looks);
	steptimes_free(world->steptimes);
	choice_free(world->choice);
	store_free(world->store);
}

/* A world for each test of a group: cmocka's setup and teardown. */
static inline int world_setup(void **state)
{
	struct world *world = xcalloc(1, sizeof *world);
	world_init(world);
	*state = world;
	return 0;
}

static inline int world_teardown(void **state)
{
	world_fini(*state);
	free(*state);
	return 0;
}

static inline struct scene world_scene(const struct world *world)
{
	return (struct scene){
		.finds = world->finds, .solids = world->solids, .vicinity = world->vicinity, .labels = world->labels, .projections = world->projections,
		.assets = world->assets, .store = world->store, .choice = world->choice, .progress = &world->progress,
		.steptimes = world->steptimes, .group_looks = world->group_looks, .derived = world->derived,
		.hardware = world->hardware, .alerts = world->alerts, .now = world->now, .place = "~/runs/gpt2",
		.target_step = world->target_step,
		.ascii = world->charset == CHARSET_ASCII,
	};
}

/* A file with rows of floats of one tag, by the time of the last of them. */
static inline void world_rows(struct world *world, const char *run, const char *name, const char *tag,
                              const struct row *rows, size_t count)
{
	uint32_t file = add_test_file(world->store, run, name);
	struct batch *batch = batch_new(file, 0);
	batch_add_scalars(batch, tag, rows, count, NUMBER_F32, 0);
	batch->has_event = true;
	batch->first_wall = WORLD_START;
	batch->last_wall = batch->max_wall = count ? rows[count - 1].wall_time : WORLD_START;
	batch->end = batch->file_size = (uint64_t)count * 40 + 88;
	batch->records = batch->points = (uint64_t)count;
	batch->caught_up = true;
	store_file_size(world->store, file, batch->file_size);
	assert_int_equal(store_apply(world->store, batch), STATUS_OK);
}

/* Values come from a function of the step. */
static inline void world_file(struct world *world, const char *run, const char *name, const char *tag, int from,
                              int to, double (*value)(int step))
{
	struct row *rows = xcalloc((size_t)(to - from) + 1, sizeof *rows);
	for (int step = from; step < to; step++)
		rows[step - from] = (struct row){
			step, WORLD_START + step * WORLD_STEP_SECONDS, number_bits_float((float)value(step))};
	world_rows(world, run, name, tag, rows, (size_t)(to - from));
	free(rows);
}

/* In a file of its own. */
static inline void world_series(struct world *world, const char *run, const char *tag, int from, int to,
                                double (*value)(int step))
{
	world_file(world, run, tag, tag, from, to, value);
}

static inline double value_loss(int step)
{
	return 1.5 + 3 * exp(-step / 300.0) + 0.1 * sin(step * 1.7);
}
static inline double value_val(int step)
{
	return 1.7 + 2.5 * exp(-step / 350.0);
}
static inline double value_lr(int step)
{
	return step < 100 ? step * 1e-5 : 1e-3 * 0.5 * (1 + cos((step - 100) / 650.0));
}
static inline double value_accuracy(int step)
{
	return 1 - 0.9 * exp(-step / 250.0);
}
static inline double value_nan(int step)
{
	return NAN;
}
static inline double value_broken(int step)
{
	return step > 900 ? NAN : value_loss(step);
}
static inline double value_worse(int step)
{
	return value_loss(step) + 0.6;
}

/* Three runs of a training. */
static inline void world_training(struct world *world)
{
	world_series(world, "base", "train/loss", 0, 1900, value_worse);
	world_series(world, "base", "val/loss", 0, 1900, value_val);
	world_series(world, "lr1e-4", "train/loss", 0, 2000, value_broken);
	world_series(world, "lr3e-4", "train/loss", 0, 1990, value_loss);
	world_series(world, "lr3e-4", "train/acc", 0, 1990, value_accuracy);
	world_series(world, "lr3e-4", "train/lr", 0, 1990, value_lr);
	world_series(world, "lr3e-4", "val/loss", 0, 1990, value_val);
	choice_settle(world->choice, world->store);
}

static inline void world_solid(struct world *world, const struct solid_wish *wish)
{
	for (solids_want(world->solids, wish); solids_take(world->solids); world->came = true) {
		solids_work(world->solids);
		solids_put(world->solids);
	}
}

static inline void world_nearest(struct world *world, const struct ask *ask)
{
	vicinity_want(world->vicinity, ask->projection, ask->index, ask->metric);
	for (; vicinity_take(world->vicinity); world->came = true) {
		vicinity_work(world->vicinity);
		vicinity_put(world->vicinity);
	}
}

static inline void world_labels(struct world *world, const struct ask *ask)
{
	label_scan_want(world->labels, ask->projection, ask->index, ask->text);
	for (; label_scan_take(world->labels); world->came = true) {
		label_scan_work(world->labels);
		label_scan_put(world->labels);
	}
}

static inline void world_asks(struct world *world, struct asks *asks)
{
	for (size_t i = 0; i < asks->count; i++) {
		if (asks->items[i].what == ASK_EDIT)
			choice_apply(world->choice, world->store, &asks->items[i].edit);
		if (asks->items[i].what == ASK_NOTICE)
			dashboard_notice(world->dashboard, asks->items[i].text, world->now);
		if (asks->items[i].what == ASK_DROP)
			store_drop_gone(world->store);
		if (asks->items[i].what == ASK_ASSET && world->fetch)
			world->fetch(world, &asks->items[i].place);
		if (asks->items[i].what == ASK_DIGEST)
			finds_want_digest(world->finds, asks->items[i].text);
		if (asks->items[i].what == ASK_ARGS)
			finds_want_args(world->finds, asks->items[i].text, asks->items[i].id);
		if (asks->items[i].what == ASK_PROJECT && world->projections)
			projections_want(world->projections, asks->items[i].text, asks->items[i].index, asks->items[i].stamp);
		if (asks->items[i].what == ASK_SOLID)
			world_solid(world, asks->items[i].solid);
		if (asks->items[i].what == ASK_NEAREST)
			world_nearest(world, &asks->items[i]);
		if (asks->items[i].what == ASK_LABELS)
			world_labels(world, &asks->items[i]);
		if ((asks->items[i].what == ASK_SAVE || asks->items[i].what == ASK_COPY) && world->take)
			world->take(world, &asks->items[i]);
		if (asks->items[i].what == ASK_ALERT_SEEN)
			alerts_acknowledge(world->alerts, asks->items[i].id);
		if (asks->items[i].what == ASK_ALERTS_SEEN)
			alerts_acknowledge_all(world->alerts);
		world->quit |= asks->items[i].what == ASK_QUIT;
	}
	asks_fini(asks);
}

static inline void world_draw(struct world *world, int columns, int rows)
{
	do {
		struct asks asks = {0};
		struct scene scene = world_scene(world);
		canvas_fini(&world->canvas);
		canvas_init(&world->canvas, columns, rows, world->charset);
		solids_round(world->solids);
		dashboard_prepare(world->dashboard, &scene, columns, rows, &asks);
		dashboard_paint(world->dashboard, &world->canvas);
		world->came = false;
		world_asks(world, &asks);
	} while (world->came);
}

/* Keys as bindings write them, a blank between; the screen is drawn anew after each, as the program does. */
static inline void world_keys(struct world *world, const char *keys)
{
	while (*keys) {
		char key[16] = "";
		size_t length = strcspn(keys, " ");
		struct event event = {.what = EVENT_KEY};
		struct asks asks = {0};
		struct scene scene = world_scene(world);
		assert_true(length < sizeof key);
		memcpy(key, keys, length);
		assert_true(key_parse(key, &event.key, &event.modifiers));
		dashboard_event(world->dashboard, &scene, &event, &asks);
		world_asks(world, &asks);
		world_draw(world, world->canvas.columns, world->canvas.rows);
		keys += length + strspn(keys + length, " ");
	}
}

static inline void world_mouse(struct world *world, enum mouse_what what, int x, int y)
{
	struct event event = {.what = EVENT_MOUSE, .mouse = what, .x = x, .y = y};
	struct asks asks = {0};
	struct scene scene = world_scene(world);
	dashboard_event(world->dashboard, &scene, &event, &asks);
	world_asks(world, &asks);
	world_draw(world, world->canvas.columns, world->canvas.rows);
}

/* True when the text stands in a row of the screen. */
static inline bool world_shows(const struct world *world, const char *text)
{
	struct str screen = {0};
	canvas_to_text(&world->canvas, &screen);
	bool found = strstr(str_text(&screen), text) != NULL;
	str_fini(&screen);
	return found;
}

#endif
