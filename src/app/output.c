#include "app/output.h"

#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static void on_tty(uv_poll_t *poll, int status, int events);

/* Waiting for a terminal that could take bytes would wake the loop for nothing: only while there are some. */
static void poll_tty(struct app *app, bool writable)
{
	if (app->quitting || writable == app->polls_writable)
		return;
	app->polls_writable = writable;
	uv_poll_start(&app->tty, UV_READABLE | (writable ? UV_WRITABLE : 0), on_tty);
}

/* Forgets what was not sent yet: the screen is about to be another one. */
static void drop(struct app *app)
{
	str_clear(&app->outgoing);
	app->sent = 0;
	poll_tty(app, false);
}

static void send_rest(struct app *app)
{
	while (app->sent < app->outgoing.length) {
		ssize_t wrote = write(term_fd(app->term), app->outgoing.data + app->sent,
		                      app->outgoing.length - app->sent);
		if (wrote > 0) {
			app->sent += (size_t)wrote;
		} else if (wrote < 0 && errno == EINTR) {
			continue;
		} else if (wrote < 0 && errno == EAGAIN) {
			poll_tty(app, true);
			return;
		} else {
			app_quit(app, 128 + SIGHUP);
			return;
		}
	}
	drop(app);
}

static void on_tty(uv_poll_t *poll, int status, int events)
{
	struct app *app = poll->data;
	if (status < 0) {
		log_line("terminal: %s", uv_err_name(status));
		app_quit(app, 128 + SIGHUP);
		return;
	}
	if (events & UV_WRITABLE)
		send_rest(app);
	if (events & UV_READABLE)
		app->read_keys(app);
}

void output_queue(struct app *app, struct slice bytes)
{
	if (bytes.length == 0)
		return;
	str_append_slice(&app->outgoing, bytes);
	send_rest(app);
}

void output_pause(struct app *app)
{
	drop(app);
	uv_poll_stop(&app->tty);
}

void output_resume(struct app *app)
{
	app->polls_writable = false;
	uv_poll_start(&app->tty, UV_READABLE, on_tty);
}

void output_begin(struct app *app)
{
	uv_poll_init(&app->loop, &app->tty, term_fd(app->term));
	app->tty.data = app;
	output_resume(app);
}

void output_close(struct app *app)
{
	uv_close((uv_handle_t *)&app->tty, NULL);
}
