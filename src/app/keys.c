#include "app/keys.h"

#include "app/asks.h"
#include "app/screen.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static void handle(struct app *app, const struct event *event)
{
	struct asks asks = {0};
	if (event->what == EVENT_REPLY) {
		app->urgent |= term_reply(app->term, event->text, event->text_length);
		return;
	}
	/*
	 * What views borrowed from the store at the last prepare is gone when it changed
	 * since; and of keys that come together each one counts from where the last one led.
	 */
	if (app->acted || store_generation(app->store) != app->drawn_generation ||
	    choice_generation(app->choice) != app->drawn_choice)
		screen_prepare(app);
	struct scene scene = screen_scene(app);
	dashboard_event(app->dashboard, &scene, event, &asks);
	app->urgent = true;
	app->acted = event->what == EVENT_KEY; /* a pointer moves faster than that, and leads nowhere by itself */
	asks_carry_out(app, &asks);
	asks_fini(&asks);
}

static void on_escape(uv_timer_t *timer);

/* Handles all events that are complete. */
static void drain(struct app *app)
{
	struct event event;
	enum decoded decoded = DECODED_NOTHING;
	while (!app->quitting && (decoded = decoder_next(&app->decoder, &event)) == DECODED_EVENT)
		handle(app, &event);
	if (decoded == DECODED_PENDING) {
		uv_update_time(&app->loop); /* it may be old, and the rest of the key still unread */
		uv_timer_start(&app->escape_timer, on_escape, ESCAPE_DELAY_MS, 0);
	} else {
		uv_timer_stop(&app->escape_timer);
	}
}

static void on_escape(uv_timer_t *timer)
{
	struct app *app = timer->data;
	decoder_flush(&app->decoder);
	drain(app);
}

static void take(struct app *app, const char *bytes, size_t length)
{
	while (length > 0 && !app->quitting) {
		size_t taken = decoder_feed(&app->decoder, bytes, length);
		drain(app);
		bytes += taken;
		length -= taken;
	}
}

static void read_keys(struct app *app)
{
	char bytes[1024];
	ssize_t got = read(term_fd(app->term), bytes, sizeof bytes);
	if (got > 0)
		take(app, bytes, (size_t)got);
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		app_quit(app, 128 + SIGHUP); /* the terminal is gone */
}

void keys_begin(struct app *app)
{
	decoder_init(&app->decoder);
	uv_timer_init(&app->loop, &app->escape_timer);
	app->escape_timer.data = app;
	app->read_keys = read_keys;
}

void keys_close(struct app *app)
{
	uv_close((uv_handle_t *)&app->escape_timer, NULL);
}
