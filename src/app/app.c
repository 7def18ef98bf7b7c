#include "app/app.h"

#include "app/keys.h"
#include "app/output.h"
#include "app/screen.h"
#include "app/signals.h"
#include "app/temporary.h"
#include "app/training.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cmd/message.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_USAGE 2
#define RELOAD_SECONDS 5.0 /* as TensorBoard */
#define WORKERS_WAIT_MS 200
#define POOL_LEAST 4
#define POOL_MOST 16

/* ---- before anything is shown ------------------------------------------------ */

/* True when the directory that would hold `path` is there. */
static bool parent_exists(const char *path)
{
	char *parent = xstrdup(path);
	size_t length = strlen(parent);
	while (length > 1 && parent[length - 1] == '/')
		parent[--length] = '\0';
	char *slash = strrchr(parent, '/');
	if (slash)
		slash[slash == parent] = '\0';
	bool exists = access(slash ? parent : ".", F_OK) == 0;
	free(parent);
	return exists;
}

/* A LOGDIR that a training is about to make is waited for; what can't be one is told now. */
static bool logdirs_make_sense(const struct options *options)
{
	for (size_t i = 0; i < options->logdir_count; i++) {
		struct stat info;
		const struct logdir *logdir = &options->logdirs[i];
		enum status status = stat(logdir->path, &info) == 0 ? STATUS_OK : status_from_errno(errno);
		if (status == STATUS_OK || (status == STATUS_NOT_FOUND && parent_exists(logdir->path)))
			continue;
		message_logdir(logdir, status);
		return false;
	}
	return true;
}

/* Long reads leave threads for listings and for a mount that hangs. Before libuv first looks. */
static unsigned set_pool_size(void)
{
	char text[16];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	long size = cores + 2 < POOL_LEAST ? POOL_LEAST : cores + 2 > POOL_MOST ? POOL_MOST : cores + 2;
	snprintf(text, sizeof text, "%ld", size);
	setenv("UV_THREADPOOL_SIZE", text, 1);
	return (unsigned)size;
}

static enum charset charset_of(const struct options *options)
{
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	return options->charset == CHARSET_PLAIN || !utf8 ? CHARSET_ASCII : CHARSET_UNICODE;
}

static bool wants_colour(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR");
	if (options->color == WHEN_AUTO)
		return !no_color || !*no_color;
	return options->color == WHEN_ALWAYS;
}

/* The LOGDIRs for the top bar, the home directory as "~". */
static void name_place(struct app *app, const struct options *options)
{
	const char *home = getenv("HOME");
	size_t length = home ? strlen(home) : 0;
	for (size_t i = 0; i < options->logdir_count; i++) {
		const char *path = options->logdirs[i].path;
		if (i > 0)
			str_append_text(&app->place, ", ");
		if (length > 1 && strncmp(path, home, length) == 0 && (path[length] == '/' || !path[length])) {
			str_append_char(&app->place, '~');
			path += length;
		}
		text_clean(&app->place, slice_of(path));
	}
}

/* ---- start ---------------------------------------------------------------------- */

static bool models_begin(struct app *app, const struct options *options)
{
	app->store = store_new();
	app->choice = choice_new();
	app->steptimes = steptimes_new();
	app->dashboard = dashboard_new();
	name_place(app, options);
	app->charset = charset_of(options);
	if (!app->store) {
		message("starting", status_text(STATUS_NO_MEMORY));
		return false;
	}
	if (options->view && !dashboard_show(app->dashboard, options->view)) {
		message(options->view, "no such view");
		return false;
	}
	return true;
}

static void models_end(struct app *app)
{
	dashboard_free(app->dashboard);
	steptimes_free(app->steptimes);
	choice_free(app->choice);
	store_free(app->store);
	str_fini(&app->place);
	str_fini(&app->outgoing);
}

static bool terminal_begin(struct app *app, const struct options *options)
{
	const char *why = NULL;
	int columns, rows;
	struct term_options wanted = {
		.mouse = !options->no_mouse,
		.colour = wants_colour(options),
	};
	if (term_enter(&wanted, &app->term, &why) != STATUS_OK) {
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
	return true;
}

/* First of all that ends: whatever follows, the person has the terminal back. */
static void terminal_end(struct app *app)
{
	output_close(app);
	keys_close(app);
	screen_close(app);
	alloc_on_fatal(NULL);
	term_leave(app->term);
	app->term = NULL;
	canvas_fini(&app->canvas);
}

static void on_news(void *context)
{
	struct app *app = context;
	app->stale = true;
}

static void feed_begin(struct app *app, const struct options *options, unsigned threads)
{
	app->feed = feed_start(&app->loop, app->store, options->logdirs, options->logdir_count, &(struct feed_options){
		.mode = options->watch,
		.reload_interval = options->reload_interval < 0 ? RELOAD_SECONDS : options->reload_interval,
		.threads = threads,
		.changed = on_news,
		.context = app,
	});
}

static void on_feed_end(void *context)
{
	struct app *app = context;
	app->feed = NULL;
}

static void on_training_failed(void *context, enum status status)
{
	struct app *app = context;
	struct str text = {0};
	str_printf(&text, "the simulated training ended: %s", status_text(status));
	dashboard_notice(app->dashboard, str_text(&text), clock_wall());
	str_fini(&text);
	app->stale = true;
}

/* ---- end --------------------------------------------------------------------------- */

static void on_late(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

/* Lets all that closes be closed. False when a worker is stuck, in a hung file system for one. */
static bool drain(uv_loop_t *loop)
{
	bool late = false;
	uv_timer_t timer;
	uv_timer_init(loop, &timer);
	timer.data = &late;
	uv_update_time(loop);
	uv_timer_start(&timer, on_late, WORKERS_WAIT_MS, 0);
	uv_unref((uv_handle_t *)&timer);
	while (!late && uv_loop_alive(loop))
		uv_run(loop, UV_RUN_ONCE);
	if (late)
		return false;
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(loop, UV_RUN_DEFAULT);
	return uv_loop_close(loop) == 0;
}

/* Shows `options->logdirs`; with `training`, a directory, a simulated training is written there all the while. */
static int show(const struct options *options, const char *training_directory, bool *stuck)
{
	struct app app = {0};
	struct training *training = NULL;
	unsigned threads = set_pool_size();
	uv_loop_init(&app.loop);
	signals_begin(&app);
	app.status = EXIT_USAGE;
	if (models_begin(&app, options) && terminal_begin(&app, options)) {
		app.status = 0;
		if (training_directory)
			training = training_start(&app.loop, training_directory, options->seed, on_training_failed, &app);
		feed_begin(&app, options, threads);
		uv_run(&app.loop, UV_RUN_DEFAULT);
		terminal_end(&app);
		feed_stop(app.feed, on_feed_end, &app);
		training_stop(training);
	}
	signals_close(&app);
	*stuck = !drain(&app.loop);
	if (*stuck)
		log_line("workers are stuck: leaving them");
	else
		models_end(&app);
	return app.status;
}

int app_dashboard(const struct options *options)
{
	bool stuck;
	if (!logdirs_make_sense(options))
		return EXIT_USAGE;
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
	if (!options->logdir_given) {
		made = temporary_make();
		if (!made) {
			message("can't make a temporary directory", status_text(status_from_errno(errno)));
			return EXIT_USAGE;
		}
		logdir = (struct logdir){.name = "", .path = made};
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
