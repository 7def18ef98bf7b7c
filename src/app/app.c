#include "app/app.h"

#include "app/alarm.h"
#include "app/clipboard.h"
#include "app/keep.h"
#include "app/keys.h"
#include "app/logdirs.h"
#include "app/loop.h"
#include "app/offload.h"
#include "app/opener.h"
#include "app/output.h"
#include "app/processes.h"
#include "app/projector.h"
#include "app/renderer.h"
#include "app/save.h"
#include "app/sampler.h"
#include "app/screen.h"
#include "app/signals.h"
#include "app/temporary.h"
#include "app/training.h"
#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "cmd/look.h"
#include "cmd/commands.h"
#include "cmd/message.h"
#include "ui/tty.h"
#include "view/group_look.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_USAGE 2
#define TITLE_COLUMNS 100 /* of --window-title */
#define RELOAD_SECONDS 5.0 /* as TensorBoard */

/* ---- start ---------------------------------------------------------------------- */

/* The first thing that is wrong with the configuration; `tbtop config` tells the rest. */
static void tell_problems(struct app *app)
{
	struct str text = {0};
	const char *problems = str_text(&app->config->problems);
	if (!*problems)
		return;
	str_append(&text, problems, strcspn(problems, "\n"));
	if (app->config->problem_count > 1)
		str_printf(&text, " (and %d more: `tbtop config`)", app->config->problem_count - 1);
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	str_fini(&text);
}

static bool models_begin(struct app *app, const struct options *options)
{
	app->store = store_new();
	if (app->store)
		store_limit_memory(app->store, options->memory_limit);
	app->frozen_at = NAN;
	app->choice = choice_new();
	look_begin(options, FROM_DEFAULT, app->choice);
	app->steptimes = steptimes_new();
	app->group_looks = group_looks_new();
	app->derived = derived_new();
	app->reckon = reckon_new();
	app->hardware = hardware_log_new();
	alarm_begin(app, options);
	app->assets = assets_new(ASSETS_KEPT, ASSETS_MOST);
	app->finds = finds_new();
	finds_want_targets(app->finds);
	app->projections = projections_new();
	app->vicinity = vicinity_new();
	app->labels = label_scan_new();
	app->solids = solids_new();
	app->renders = renders_new();
	app->dashboard = dashboard_new();
	dashboard_set_keys(app->dashboard, &options->config->keymap);
	app->config = options->config;
	keep_begin(app, options);
	look_begin(options, FROM_OPTION, app->choice);
	tell_problems(app);
	look_place(options, &app->place);
	app->target_step = isfinite(options->target_step) ? options->target_step : 0;
	app->charset = look_charset(options);
	if (!app->store) {
		message("starting", status_text(STATUS_NO_MEMORY));
		return false;
	}
	if (options->view && !dashboard_show(app->dashboard, options->view)) {
		message_view(options->view);
		return false;
	}
	return true;
}

static void models_end(struct app *app)
{
	dashboard_free(app->dashboard);
	steptimes_free(app->steptimes);
	group_looks_free(app->group_looks);
	derived_free(app->derived);
	reckon_free(app->reckon);
	hardware_log_free(app->hardware);
	alarm_free(app);
	keep_end(app);
	assets_free(app->assets);
	finds_free(app->finds);
	vicinity_free(app->vicinity);
	label_scan_free(app->labels);
	solids_free(app->solids);
	projections_free(app->projections);
	renders_free(app->renders);
	cache_free(app->cache);
	history_fini(&app->history);
	choice_free(app->choice);
	store_free(app->store);
	str_fini(&app->place);
	str_fini(&app->outgoing);
}

/* What TERM says is not known here: it may look wrong, so the person is told why. */
static void tell_instead(struct app *app)
{
	const char *type = getenv("TERM"), *instead = term_instead(app->term);
	struct str text = {0};
	if (!instead)
		return;
	if (type && *type)
		str_printf(&text, "unknown terminal type %s: drawing as for %s (:help term)", type, instead);
	else
		str_printf(&text, "TERM is not set: drawing as for %s (:help term)", instead);
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	str_fini(&text);
}

static enum status enter(struct app *app, const struct options *options, const char **why)
{
	struct str title = {0}, clean = {0};
	text_clean(&clean, slice_of(options->window_title ? options->window_title : ""));
	text_fit(&title, str_slice(&clean), TITLE_COLUMNS, TEXT_CUT_END);
	str_fini(&clean);
	struct term_options wanted = {
		.mouse = options->mouse,
		.title = str_slice(&title),
		.colour = look_has_colour(options),
		.pixels = options->pixels,
		.theme = options->theme,
	};
	enum status status = term_enter(&wanted, &app->term, why);
	str_fini(&title);
	return status;
}

static bool terminal_begin(struct app *app, const struct options *options)
{
	const char *why = NULL;
	int columns, rows;
	if (enter(app, options, &why) != STATUS_OK) {
		struct str text = {0};
		str_printf(&text, "%s; `tbtop once` prints one screen without a terminal", why ? why : "no terminal");
		message("can't show the dashboard", str_text(&text));
		str_fini(&text);
		return false;
	}
	alloc_on_fatal(term_emergency);
	term_size(app->term, &columns, &rows);
	canvas_init(&app->canvas, columns, rows, app->charset);
	output_begin(app);
	keys_begin(app);
	screen_begin(app);
	tell_instead(app);
	return true;
}

/* First of all that ends: whatever follows, the person has the terminal back. */
static void terminal_end(struct app *app)
{
	output_close(app);
	keys_close(app);
	screen_close(app);
	signal(SIGTTOU, SIG_IGN); /* from the background, too, the modes are restored */
	term_leave(app->term);
	alloc_on_fatal(NULL);
	app->term = NULL;
	canvas_fini(&app->canvas);
}

static void on_news(void *context)
{
	struct app *app = context;
	app->stale = true;
	processes_wake(app->processes);
	alarm_wake(app);
}

static struct cache *open_cache(void)
{
	char *place = cache_place();
	struct cache *cache = cache_new(place, CACHE_MOST);
	free(place);
	return cache;
}

static void feed_begin(struct app *app, const struct options *options, unsigned threads)
{
	app->cache = open_cache();
	app->feed = feed_start(&app->loop, app->store, options->logdirs, options->logdir_count, &(struct feed_options){
		.mode = options->watch,
		.reload_interval = options->reload_interval < 0 ? RELOAD_SECONDS : options->reload_interval,
		.threads = threads,
		.cache = app->cache,
		.finds = app->finds,
		.changed = on_news,
		.context = app,
	});
}

static void on_feed_end(void *context)
{
	struct app *app = context;
	app->feed = NULL;
}

/* A frozen screen shows what it was asked to, too. */
static void on_asset(void *context)
{
	struct app *app = context;
	app->urgent = true;
}

static void on_fetch_end(void *context)
{
	struct app *app = context;
	app->fetch = NULL;
}

static void on_training_failed(void *context, enum status status)
{
	struct app *app = context;
	struct str text = {0};
	str_printf(&text, "the simulated training ended: %s", status_text(status));
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	str_fini(&text);
	app->stale = true;
}

/* ---- end --------------------------------------------------------------------------- */

static bool may_change(void *context)
{
	const struct app *app = context;
	return !choice_frozen(app->choice);
}

static struct training *start_training(struct app *app, const struct options *options, const char *directory)
{
	const struct training_options training = {.seed = options->seed, .speed = options->speed,
		.runs = (uint64_t)options->runs, .steps = options->steps};
	return training_start(&app->loop, directory, &training, on_training_failed, app);
}

static void start_works(struct app *app, uint64_t memory_most)
{
	struct piecework_teller at_once = {&app->loop, on_asset, app}, soon = {&app->loop, on_news, app};
	struct piecework *works[APP_WORKS] = {
		offload_start(&soon, app->steptimes),
		opener_start(&at_once, app->finds, memory_most, app->cache),
		projector_start(&at_once, app->projections),
		renderer_start(&at_once, app->renders),
		piecework_start(&at_once, &(struct pieces){solids_take, solids_work, solids_put, .of = app->solids}),
		piecework_start(&at_once, &(struct pieces){vicinity_take, vicinity_work, vicinity_put, .of = app->vicinity}),
		piecework_start(&at_once, &(struct pieces){label_scan_take, label_scan_work, label_scan_put, .of = app->labels}),
	};
	memcpy(app->works, works, sizeof works);
}

static void stop_works(struct app *app)
{
	for (size_t i = 0; i < APP_WORKS; i++) {
		piecework_stop(app->works[i]);
		app->works[i] = NULL;
	}
}

/* From the first key to the last. */
static void live(struct app *app, const struct options *options, const char *training_directory, unsigned threads)
{
	struct training *training = NULL;
	if (training_directory)
		training = start_training(app, options, training_directory);
	feed_begin(app, options, threads);
	app->processes = processes_start(&app->loop, app->store, may_change, on_news, app);
	app->fetch = fetch_start(&app->loop, app->store, app->assets, on_asset, app);
	app->sampler = sampler_start(&app->loop, app->hardware, on_news, app);
	start_works(app, options->memory_limit);
	app->player = player_start(&app->loop);
	app->clipboard = clipboard_start(app);
	uv_run(&app->loop, UV_RUN_DEFAULT);
	terminal_end(app);
	feed_stop(app->feed, on_feed_end, app);
	fetch_stop(app->fetch, on_fetch_end, app);
	stop_works(app);
	player_end(app->player);
	app->player = NULL;
	clipboard_end(app->clipboard);
	app->clipboard = NULL;
	training_stop(training);
	processes_stop(app->processes);
	app->processes = NULL;
	sampler_stop(app->sampler);
	app->sampler = NULL;
}

/* Shows `options->logdirs`; into `training_directory`, when not NULL, a simulated training is written meanwhile. */
static int show(const struct options *options, const char *training_directory, bool *stuck)
{
	alloc_give_large_back();
	unsigned threads = loop_set_pool_size();
	struct app *app = xcalloc(1, sizeof *app);
	int error = uv_loop_init(&app->loop);
	*stuck = false;
	if (error) {
		message("starting", uv_strerror(error));
		free(app);
		return EXIT_USAGE;
	}
	signals_begin(app);
	app->status = EXIT_USAGE;
	if (models_begin(app, options) && terminal_begin(app, options)) {
		app->status = 0;
		live(app, options, training_directory, threads);
	}
	alarm_close(app);
	keep_close(app);
	save_close(app);
	signals_close(app);
	if (training_directory)
		signals_ignore(); /* its directory is still to be removed */
	int status = app->status;
	*stuck = !loop_drain(&app->loop);
	if (*stuck) { /* the loop, too: a worker that comes back after all tells it */
		log_line("workers are stuck: leaving them");
		return status;
	}
	models_end(app);
	free(app);
	return status;
}

int app_dashboard(const struct options *options)
{
	bool stuck;
	if (!logdirs_make_sense(options))
		return EXIT_USAGE;
	tty_come_forward();
	int status = show(options, NULL, &stuck);
	if (stuck)
		_exit(status);
	return status;
}

int app_demo(const struct options *options)
{
	bool stuck;
	char *made = NULL;
	struct options shown = *options;
	struct logdir logdir;
	if (!demo_options_fit(options))
		return EXIT_USAGE;
	tty_come_forward();
	if (!options->logdir_given) {
		made = temporary_make();
		if (!made) {
			message("can't make a temporary directory", status_text(status_from_errno(errno)));
			return EXIT_USAGE;
		}
		logdir = (struct logdir){.name = "", .path = made};
		shown.state = false; /* nobody comes back to it */
		shown.logdirs = &logdir;
		shown.logdir_count = 1;
	}
	int status = show(&shown, shown.logdirs[0].path, &stuck);
	if (made)
		temporary_remove(made);
	free(made);
	if (stuck)
		_exit(status);
	return status;
}
