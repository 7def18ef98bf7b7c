#include "app/keep.h"

#include "base/alloc.h"

#include <stdlib.h>

#define SECOND_NS UINT64_C(1000000000)

/* On a worker; what it writes is its own until it is done. */
static void run(uv_work_t *work)
{
	struct keep *keep = work->data;
	keep->status = kept_write(keep->kept.path, str_slice(&keep->writing));
}

static void on_time(uv_timer_t *timer);

static void after(uv_work_t *work, int cancelled)
{
	struct keep *keep = work->data;
	struct app *app = keep->app;
	keep->busy = false;
	if (keep->status != STATUS_OK && !keep->told && !app->quitting) {
		struct str text = {0};
		str_printf(&text, "the view can't be kept: %s", status_text(keep->status));
		dashboard_notice(app->dashboard, str_text(&text), app_now(app));
		app->urgent = keep->told = true;
		str_fini(&text);
	}
	if (app->quitting)
		keep_close(app); /* what was chosen meanwhile */
	else
		keep_note(app);
}

/* Only what differs from what was written last. */
static void write_now(struct keep *keep)
{
	struct str bytes = {0};
	keep->generation = choice_generation(keep->app->choice);
	kept_pack(&keep->kept, keep->app->choice, &bytes);
	if (slice_equal(str_slice(&bytes), str_slice(&keep->writing))) {
		str_fini(&bytes);
		return;
	}
	str_fini(&keep->writing);
	keep->writing = bytes;
	keep->busy = true;
	keep->wrote_at = clock_mono();
	uv_queue_work(&keep->app->loop, &keep->work, run, after);
}

static void on_time(uv_timer_t *timer)
{
	struct keep *keep = timer->data;
	if (!keep->busy)
		write_now(keep);
}

/* ---- Commands ------------------------------------------------------------------- */

struct typed {
	uv_work_t work;
	char *path;
	struct str line;
};

static void append(uv_work_t *work)
{
	struct typed *typed = work->data;
	kept_append(typed->path, str_slice(&typed->line)); /* else it is forgotten: nothing was lost */
}

static void after_append(uv_work_t *work, int cancelled)
{
	struct typed *typed = work->data;
	free(typed->path);
	str_fini(&typed->line);
	free(typed);
}

void keep_command(struct app *app, const char *line)
{
	if (!app->keep.history)
		return;
	struct typed *typed = xcalloc(1, sizeof *typed);
	typed->path = xstrdup(app->keep.history);
	str_printf(&typed->line, "%s\n", line);
	typed->work.data = typed;
	uv_queue_work(&app->loop, &typed->work, append, after_append);
}

/* ---- Start and end --------------------------------------------------------------- */

static void begin_commands(struct app *app, const struct options *options)
{
	struct str lines = {0};
	app->keep.history = kept_history(options);
	/* Whoever has no history yet has never been here; then there is one, though it be empty. */
	if (app->keep.history && !kept_read_history(app->keep.history, &lines) &&
	    kept_append(app->keep.history, (struct slice){0}) == STATUS_OK)
		dashboard_greet(app->dashboard);
	dashboard_remember(app->dashboard, str_slice(&lines));
	str_fini(&lines);
}

void keep_begin(struct app *app, const struct options *options)
{
	struct keep *keep = &app->keep;
	begin_commands(app, options);
	keep->app = app;
	kept_init(&keep->kept, options);
	const char *wrong = kept_read(&keep->kept, app->choice);
	if (wrong)
		dashboard_notice(app->dashboard, wrong, app_now(app));
	if (!wrong && keep->kept.path)
		kept_pack(&keep->kept, app->choice, &keep->writing);
	keep->generation = choice_generation(app->choice);
	uv_timer_init(&app->loop, &keep->timer);
	keep->timer.data = keep->work.data = keep;
}

void keep_note(struct app *app)
{
	struct keep *keep = &app->keep;
	if (!keep->kept.path || keep->busy || uv_is_active((uv_handle_t *)&keep->timer) ||
	    choice_generation(app->choice) == keep->generation)
		return;
	uint64_t since = clock_mono() - keep->wrote_at;
	uv_update_time(&app->loop);
	uv_timer_start(&keep->timer, on_time, since < SECOND_NS ? (SECOND_NS - since) / 1000000 + 1 : 0, 0);
}

void keep_close(struct app *app)
{
	struct keep *keep = &app->keep;
	uv_handle_t *timer = (uv_handle_t *)&keep->timer;
	if (!uv_is_closing(timer))
		uv_close(timer, NULL);
	if (keep->kept.path && !keep->busy && choice_generation(app->choice) != keep->generation)
		write_now(keep);
}

void keep_end(struct app *app)
{
	kept_fini(&app->keep.kept);
	free(app->keep.history);
	str_fini(&app->keep.writing);
}
