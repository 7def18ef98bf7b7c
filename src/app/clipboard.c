#include "app/clipboard.h"

#include "app/fed.h"
#include "app/output.h"
#include "base/alloc.h"
#include "base/base64.h"
#include "base/environment.h"

#include <signal.h>
#include <stdlib.h>

#define TMUX_WITHIN_MS 2000

struct clipboard {
	struct app *app;
	struct fed *now; /* a tmux of ours with a copy on its way */
	struct str what; /* that copy */
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

static void on_ended(void *owner, bool well, struct slice text)
{
	struct clipboard *clipboard = owner;
	clipboard->now = NULL;
	if (well)
		say(clipboard->app, "in tmux's buffer, sent to the terminal", str_text(&clipboard->what));
	else
		to_terminal(clipboard->app, text, str_text(&clipboard->what));
}

/* False when there is no tmux to be run. */
static bool hand_to_tmux(struct clipboard *clipboard, struct slice text, const char *what)
{
	static const char *const words[] = {"tmux", "load-buffer", "-w", "-", NULL};
	struct str copy = {0};
	str_append_slice(&copy, text);
	clipboard->now = fed_start(&clipboard->app->loop, words, TMUX_WITHIN_MS, &copy, on_ended, clipboard);
	str_fini(&copy);
	str_clear(&clipboard->what);
	str_append_text(&clipboard->what, what);
	return clipboard->now;
}

/* ---- Either ------------------------------------------------------------------------------------ */

static void give_way(struct clipboard *clipboard)
{
	if (clipboard->now)
		fed_leave(clipboard->now, SIGKILL); /* tmux's client: its server lives on */
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
	str_fini(&clipboard->what);
	free(clipboard);
}
