#include "app/clipboard.h"

#include "app/output.h"
#include "base/alloc.h"
#include "base/base64.h"
#include "base/environment.h"
#include "base/log.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>

#define TMUX_WITHIN_MS 2000

/* One copy on its way through a tmux of ours. */
struct handing {
	struct clipboard *clipboard; /* NULL when it is no longer the one that counts */
	uv_process_t process;
	uv_pipe_t pipe;
	uv_write_t write;
	uv_timer_t limit;
	struct str text, what;
	int open; /* handles */
};

struct clipboard {
	struct app *app;
	struct handing *now;
};

static void say(struct app *app, const char *where, const char *what)
{
	struct str text = {0};
	str_printf(&text, "%s: %s", where, what);
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	app->urgent = true;
	str_fini(&text);
}

/* ---- By the terminal ------------------------------------------------------------------------- */

/*
 * Base64, so nothing in the text can end the sequence. A tmux that could not be asked takes it for itself, if for
 * anything: there it is also sent wrapped, for the terminal outside.
 */
static void to_terminal(struct app *app, struct slice text, const char *what)
{
	struct str sequence = {0};
	bool tmux = environment_has("TMUX");
	str_append_text(&sequence, "\033]52;c;");
	base64_append(&sequence, text);
	str_append_text(&sequence, "\a");
	if (tmux) {
		struct str wrapped = {0};
		str_printf(&wrapped, "\033Ptmux;\033%s\033\\", str_text(&sequence));
		str_append_slice(&sequence, str_slice(&wrapped));
		str_fini(&wrapped);
	}
	if (app->away) { /* the terminal is another's */
		str_fini(&sequence);
		return;
	}
	output_queue(app, str_slice(&sequence));
	say(app, tmux ? "sent to tmux, which may keep it (set-clipboard)" : "sent to the terminal", what);
	str_fini(&sequence);
}

/* ---- By tmux --------------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
	struct handing *handing = handle->data;
	if (--handing->open)
		return;
	str_fini(&handing->text);
	str_fini(&handing->what);
	free(handing);
}

static void close_once(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, on_closed);
}

static void close_all(struct handing *handing)
{
	if (handing->clipboard)
		handing->clipboard->now = NULL;
	handing->clipboard = NULL;
	close_once((uv_handle_t *)&handing->pipe);
	close_once((uv_handle_t *)&handing->limit);
	close_once((uv_handle_t *)&handing->process);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	struct handing *handing = process->data;
	struct app *app = handing->clipboard ? handing->clipboard->app : NULL;
	if (status || signal)
		log_line("tmux load-buffer ended with status %" PRId64 ", signal %d", status, signal);
	if (app && !status && !signal)
		say(app, "in tmux's buffer, sent to the terminal", str_text(&handing->what));
	else if (app)
		to_terminal(app, str_slice(&handing->text), str_text(&handing->what));
	close_all(handing);
}

/* Its client only: the server that it talks to lives on. When it has ended, on_exit_of comes. */
static void kill_now(struct handing *handing)
{
	uv_process_kill(&handing->process, SIGKILL);
}

static void on_limit(uv_timer_t *timer)
{
	kill_now(timer->data);
}

static void on_written(uv_write_t *write, int status)
{
	struct handing *handing = write->data;
	close_once((uv_handle_t *)&handing->pipe); /* the end of the text */
}

static bool spawn(struct handing *handing, uv_loop_t *loop)
{
	char *words[] = {"tmux", "load-buffer", "-w", "-", NULL};
	uv_stdio_container_t stdio[3] = {
		{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&handing->pipe},
		{.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
	uv_process_options_t options = {
		.exit_cb = on_exit_of, .file = words[0], .args = words, .stdio = stdio, .stdio_count = 3};
	return !uv_spawn(loop, &handing->process, &options);
}

/* False when there is no tmux to be run. */
static bool hand_to_tmux(struct clipboard *clipboard, struct slice text, const char *what)
{
	uv_loop_t *loop = &clipboard->app->loop;
	struct handing *handing = xcalloc(1, sizeof *handing);
	handing->process.data = handing->pipe.data = handing->write.data = handing->limit.data = handing;
	uv_pipe_init(loop, &handing->pipe, 0);
	uv_timer_init(loop, &handing->limit);
	handing->open = 3;
	if (!spawn(handing, loop)) {
		close_all(handing); /* libuv made a handle of the process all the same */
		return false;
	}
	handing->clipboard = clipboard;
	clipboard->now = handing;
	str_append_slice(&handing->text, text);
	str_append_text(&handing->what, what);
	uv_buf_t bytes = uv_buf_init(handing->text.data, (unsigned)handing->text.length);
	if (uv_write(&handing->write, (uv_stream_t *)&handing->pipe, &bytes, 1, on_written))
		close_once((uv_handle_t *)&handing->pipe);
	uv_update_time(loop);
	uv_timer_start(&handing->limit, on_limit, TMUX_WITHIN_MS, 0);
	return true;
}

/* ---- Either ------------------------------------------------------------------------------------ */

static void give_way(struct clipboard *clipboard)
{
	if (!clipboard->now)
		return;
	clipboard->now->clipboard = NULL;
	kill_now(clipboard->now);
	clipboard->now = NULL;
}

void clipboard_copy(struct clipboard *clipboard, struct slice text, const char *what)
{
	struct app *app = clipboard->app;
	give_way(clipboard);
	if (text.length > CLIPBOARD_MOST)
		say(app, "too long for the clipboard, export it to a file", what);
	else if (!environment_has("TMUX") || !hand_to_tmux(clipboard, text, what))
		to_terminal(app, text, what);
}

struct clipboard *clipboard_start(struct app *app)
{
	struct clipboard *clipboard = xcalloc(1, sizeof *clipboard);
	clipboard->app = app;
	return clipboard;
}

void clipboard_end(struct clipboard *clipboard)
{
	give_way(clipboard);
	free(clipboard);
}
