#include "app/screen.h"

#include "app/alarm.h"
#include "app/asks.h"
#include "app/keep.h"
#include "app/output.h"
#include "app/sampler.h"
#include "base/clock.h"
#include "base/text.h"

#include <math.h>

#define FRAME_NS UINT64_C(16000000)
#define THINK_NS UINT64_C(8000000) /* of a frame; what takes longer goes on in the next */
#define FROZEN_NS UINT64_C(1000000000) /* between two looks at how much waits */
#define LONGEST_WAIT 86400.0 /* seconds: a timer that far off is as good as none */

struct scene screen_scene(struct app *app)
{
	return (struct scene){
		.store = app->store,
		.assets = app->assets,
		.finds = app->finds,
		.projections = app->projections,
		.vicinity = app->vicinity,
		.labels = app->labels,
		.solids = app->solids,
		.renders = term_graphics(app->term)->way == GRAPHICS_OFF ? NULL : app->renders,
		.choice = app->choice,
		.progress = choice_frozen(app->choice) ? &app->frozen_progress : feed_progress(app->feed),
		.waiting = feed_waiting(app->feed),
		.steptimes = app->steptimes,
		.group_looks = app->group_looks,
		.derived = app->derived,
		.layout = app->config->layout.count ? &app->config->layout : NULL,
		.alerts = app->alerts,
		.hardware = app->hardware,
		.now = app_now(app),
		.target_step = app->target_step,
		.place = str_text(&app->place),
		.ascii = app->charset != CHARSET_UNICODE,
	};
}

static void meet_runs(struct app *app)
{
	const struct progress *progress = feed_progress(app->feed);
	choice_meet(app->choice, app->store);
	if (app->settled || progress->scanning || progress->loading || progress->waiting)
		return;
	choice_settle(app->choice, app->store);
	app->settled = true;
}

static void think(struct app *app)
{
	struct asks asks = {0};
	struct scene scene = screen_scene(app);
	scene.deadline = clock_mono() + THINK_NS;
	assets_round(app->assets);
	solids_round(app->solids);
	renders_round(app->renders, term_graphics(app->term));
	dashboard_prepare(app->dashboard, &scene, app->canvas.columns, app->canvas.rows, &asks);
	app->drawn_generation = store_generation(app->store);
	app->drawn_choice = choice_generation(app->choice);
	app->acted = false;
	asks_carry_out(app, &asks);
	asks_fini(&asks);
	fetch_pump(app->fetch);
	for (size_t i = 0; i < APP_WORKS; i++)
		piecework_pump(app->works[i]);
}

void screen_prepare(struct app *app)
{
	meet_runs(app);
	uint64_t choice = choice_generation(app->choice);
	think(app);
	if (choice_generation(app->choice) != choice)
		think(app); /* what it asked for changed what there is to show */
}

static void on_frame_time(uv_timer_t *timer)
{
	/* Nothing to do: the loop has come round, and on_before_block looks. */
}

static void on_change(uv_timer_t *timer)
{
	struct app *app = timer->data;
	app->stale = true;
}

static void plan_next_change(struct app *app)
{
	struct scene scene = screen_scene(app);
	double wait = dashboard_next_change(app->dashboard, &scene) - scene.now;
	if (!(wait < LONGEST_WAIT) || choice_frozen(app->choice)) { /* then time stands still */
		uv_timer_stop(&app->change_timer);
		return;
	}
	uv_update_time(&app->loop);
	uv_timer_start(&app->change_timer, on_change, (uint64_t)(fmax(wait, 0) * 1000) + 1, 0);
}

/* What was too much for this frame goes on in the next, also where the screen is frozen. */
static void plan_rest(struct app *app)
{
	if (!derived_pending(app->derived) && !app->unfinished)
		return;
	uint64_t since = clock_mono() - app->drawn_at;
	app->rest = true;
	uv_update_time(&app->loop);
	uv_timer_start(&app->frame_timer, on_frame_time, since < FRAME_NS ? (FRAME_NS - since) / 1000000 + 1 : 1, 0);
}

/* What has no points is in no list: it must not vanish without a word. */
static void tell_barren(struct app *app)
{
	const struct formula *formula = feed_progress(app->feed)->loading ? NULL : reckon_barren(app->reckon);
	struct str why = {0}, text = {0};
	if (!formula)
		return;
	str_printf(&why, "%s has no points: ", formula->tag);
	formula_say_none(formula, &why);
	text_clean(&text, str_slice(&why));
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	app->stale = true;
	uv_update_time(&app->loop);
	uv_timer_start(&app->frame_timer, on_frame_time, FRAME_NS / 1000000 + 1, 0);
	str_fini(&why);
	str_fini(&text);
}

/* Behind the frame, so that no key waits for it: what is derived of what is new shows in the next. */
static void reckon(struct app *app)
{
	if (choice_frozen(app->choice))
		return;
	bool changed = reckon_go_on(app->reckon, app->store, choice_formulas(app->choice));
	if (reckon_full(app->reckon) && !app->told_full)
		dashboard_notice(app->dashboard, "derived series are incomplete: there is no room for more points", app_now(app));
	app->told_full = reckon_full(app->reckon);
	tell_barren(app);
	if (!changed && !reckon_pending(app->reckon))
		return;
	app->stale = true;
	uv_update_time(&app->loop);
	uv_timer_start(&app->frame_timer, on_frame_time, FRAME_NS / 1000000 + 1, 0);
}

/* Keys from before the first data. */
static bool act_early(struct app *app)
{
	struct asks asks = {0};
	struct scene scene = screen_scene(app);
	bool any = dashboard_early(app->dashboard, &scene, &asks);
	asks_carry_out(app, &asks);
	asks_fini(&asks);
	return any;
}

static void draw(struct app *app)
{
	app->urgent = app->stale = app->unfinished = app->rest = false;
	app->drawn_at = clock_mono();
	do
		screen_prepare(app);
	while (!app->quitting && act_early(app));
	if (app->quitting)
		return;
	canvas_clear(&app->canvas);
	app->canvas.colourless = term_colourless(app->term);
	dashboard_paint(app->dashboard, &app->canvas);
	output_queue(app, term_frame(app->term, &app->canvas));
	plan_next_change(app);
	plan_rest(app);
	sampler_want(app->sampler, choice_hardware(app->choice));
	reckon(app);
	keep_note(app);
	alarm_wake(app);
}

static void on_before_block(uv_prepare_t *handle)
{
	struct app *app = handle->data;
	if (app->quitting || app->away || app->outgoing.length > 0 || (!app->urgent && !app->stale && !app->rest))
		return;
	uint64_t since = clock_mono() - app->drawn_at;
	uint64_t apart = choice_frozen(app->choice) && !app->rest ? FROZEN_NS : FRAME_NS;
	if (app->urgent || since >= apart) {
		draw(app);
	} else if (!uv_is_active((uv_handle_t *)&app->frame_timer)) {
		uv_update_time(&app->loop);
		uv_timer_start(&app->frame_timer, on_frame_time, (apart - since) / 1000000 + 1, 0);
	}
}

void screen_begin(struct app *app)
{
	uv_timer_init(&app->loop, &app->frame_timer);
	uv_timer_init(&app->loop, &app->change_timer);
	uv_prepare_init(&app->loop, &app->before_block);
	app->frame_timer.data = app->change_timer.data = app->before_block.data = app;
	uv_prepare_start(&app->before_block, on_before_block);
	app->urgent = true;
}

void screen_close(struct app *app)
{
	uv_close((uv_handle_t *)&app->frame_timer, NULL);
	uv_close((uv_handle_t *)&app->change_timer, NULL);
	uv_close((uv_handle_t *)&app->before_block, NULL);
}
