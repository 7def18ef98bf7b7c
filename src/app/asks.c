#include "app/asks.h"

#include "app/clipboard.h"
#include "app/keep.h"
#include "app/output.h"
#include "app/save.h"
#include "app/signals.h"
#include "base/text.h"
#include "cmd/rows_text.h"

#include <stdlib.h>
#include <string.h>

static void notice(struct app *app, const char *text)
{
	dashboard_notice(app->dashboard, text, app_now(app));
	app->urgent = true;
}

/* A table goes with tabs, as a spreadsheet takes it. */
static void copy(struct app *app, const struct ask *ask)
{
	const struct rows *rows = &ask->saved.rows;
	struct str table = {0};
	rows_text_header(&table, EXPORT_TSV, rows);
	for (size_t i = 0; i < rows_count(rows) && table.length <= CLIPBOARD_MOST; i++)
		rows_text_row(&table, EXPORT_TSV, rows, i);
	clipboard_copy(app->clipboard, ask->text ? slice_of(ask->text) : str_slice(&table), ask->said);
	str_fini(&table);
}

static void show(struct app *app, const char *name)
{
	struct str text = {0};
	if (!dashboard_show(app->dashboard, name)) {
		str_append_text(&text, "no view is named ");
		text_clean(&text, slice_of(name));
		notice(app, str_text(&text));
	}
	str_fini(&text);
}

/*
 * A frozen screen does not change with new data, whatever keys are pressed: none comes into the store. Reading goes
 * on, and what it brings is there at once when the screen goes on.
 */
static void edit(struct app *app, const struct edit *change)
{
	history_apply(&app->history, app->choice, app->store, change);
	if (!choice_frozen(app->choice)) {
		app->frozen_at = NAN;
		feed_go_on(app->feed);
	} else if (isnan(app->frozen_at)) {
		app->frozen_at = clock_wall();
		app->frozen_progress = *feed_progress(app->feed);
		feed_hold(app->feed);
	}
}

static void set_theme(struct app *app, const char *name)
{
	struct str text = {0};
	const struct theme *theme = palettes_find(&app->config->palettes, name);
	if (theme || !strcmp(name, "auto")) {
		term_set_theme(app->term, theme);
	} else {
		str_append_text(&text, "themes are auto, dark, light, mono and those of the configuration, not ");
		text_clean(&text, slice_of(name));
		notice(app, str_text(&text));
	}
	str_fini(&text);
}

static void set_pixels(struct app *app, const char *name)
{
	static const char *const said[] = {"pictures are drawn in cells", "pictures are pixels by kitty's graphics",
		"pictures are pixels by sixel", "pictures are pixels by iTerm2's sequence", "pictures are pixels where the terminal can"};
	enum graphics_way way = graphics_find(name);
	if (way == GRAPHICS_WAYS) {
		notice(app, "pixels: auto, off, kitty, sixel, iterm");
		return;
	}
	term_set_pixels(app->term, way);
	notice(app, said[way]);
}

static void undo(struct app *app)
{
	if (!history_undo(&app->history, app->choice))
		notice(app, "nothing to undo");
}

static void redo(struct app *app)
{
	if (!history_redo(&app->history, app->choice))
		notice(app, "nothing to redo");
}

/* "off", "off RULE". A rule may begin so, too: then it is none of those that there are. */
static bool remove_alert(struct app *app, const char *text)
{
	struct str said = {0};
	const char *rule = !strncmp(text, "off ", 4) ? text + 4 : NULL;
	uint32_t removed = rule || !strcmp(text, "off") ? alerts_remove(app->alerts, rule) : 0;
	if (removed)
		str_printf(&said, "%u rule%s no longer watched over", removed, removed == 1 ? " is" : "s are");
	else if (!strcmp(text, "off"))
		str_append_text(&said, "no rule is watched over");
	bool done = said.length > 0;
	if (done)
		notice(app, str_text(&said));
	str_fini(&said);
	return done;
}

static void add_alert(struct app *app, const char *rule)
{
	struct str text = {0}, why = {0};
	if (remove_alert(app, rule))
		return;
	text_clean(&text, slice_of(rule));
	if (alerts_add(app->alerts, rule, &why)) {
		str_append_text(&text, " is watched over; ; shows what came of it");
	} else if (!strncmp(rule, "off ", 4)) {
		str_clear(&text);
		str_append_text(&text, "no such rule is watched over: ; lists those that are");
	} else {
		str_append_text(&text, ": ");
		str_append_text(&text, str_text(&why));
	}
	notice(app, str_text(&text));
	str_fini(&text);
	str_fini(&why);
}

/* What could not be read is tried again, too. */
static void rescan(struct app *app)
{
	feed_rescan(app->feed);
	assets_retry(app->assets);
	finds_retry(app->finds);
	projections_retry(app->projections);
}

static void play(struct app *app, const struct ask *ask)
{
	struct str wav = {0};
	const char *said = NULL;
	str_append_slice(&wav, str_slice(&ask->sound));
	if (wav.length)
		player_play(app->player, &wav, &said);
	else
		player_stop(app->player);
	if (said)
		notice(app, said);
	str_fini(&wav);
}

static void carry_out(struct app *app, struct ask *ask)
{
	const char *text = ask->text ? ask->text : "";
	switch (ask->what) {
	case ASK_EDIT: edit(app, &ask->edit); break;
	case ASK_UNDO: undo(app); break;
	case ASK_REDO: redo(app); break;
	case ASK_RESCAN: rescan(app); break;
	case ASK_ASSET: assets_want(app->assets, &ask->place); break;
	case ASK_OPEN: finds_want(app->finds, ask->text); break;
	case ASK_DIGEST: finds_want_digest(app->finds, text); break;
	case ASK_SETTINGS: finds_want_settings(app->finds); break;
	case ASK_ARGS: finds_want_args(app->finds, text, ask->id); break;
	case ASK_NODES: finds_want_nodes(app->finds, ask->text); break;
	case ASK_PROJECT: projections_want(app->projections, ask->text, ask->index, ask->stamp); break;
	case ASK_DROP: store_drop_gone(app->store); break;
	case ASK_NOTICE: notice(app, text); break;
	case ASK_VIEW: show(app, text); break;
	case ASK_COPY: copy(app, ask); break;
	case ASK_SAVE: save_begin(app, ask); break;
	case ASK_PLAY: play(app, ask); break;
	case ASK_REMEMBER: keep_command(app, text); break;
	case ASK_RENDER: renders_want(app->renders, ask->wish); break;
	case ASK_SOLID: solids_want(app->solids, ask->solid); break;
	case ASK_NEAREST: vicinity_want(app->vicinity, ask->projection, ask->index, ask->metric); break;
	case ASK_LABELS: label_scan_want(app->labels, ask->projection, ask->index, text); break;
	case ASK_PIXELS: set_pixels(app, text); break;
	case ASK_THEME: set_theme(app, text); break;
	case ASK_ALERT: add_alert(app, text); break;
	case ASK_ALERT_SEEN: alerts_acknowledge(app->alerts, ask->id); break;
	case ASK_ALERTS_SEEN: alerts_acknowledge_all(app->alerts); break;
	case ASK_MORE: app->unfinished = true; break;
	case ASK_REDRAW: term_redraw(app->term); break;
	case ASK_SUSPEND: signals_suspend(app); break;
	case ASK_QUIT: app_quit(app, 0); break;
	case ASK_PROMPT:
	case ASK_LETTER:
	case ASK_INFO:
	case ASK_INFO_ANEW: break; /* the dashboard's own */
	}
}

/* These come with every frame, and change it when what they are about is there. */
static bool comes_with_frames(enum ask_what what)
{
	switch (what) {
	case ASK_ASSET:
	case ASK_OPEN:
	case ASK_DIGEST:
	case ASK_NODES:
	case ASK_ARGS:
	case ASK_PROJECT:
	case ASK_SETTINGS:
	case ASK_SOLID:
	case ASK_NEAREST:
	case ASK_LABELS:
	case ASK_RENDER: return true;
	default: return false;
	}
}

void asks_carry_out(struct app *app, const struct asks *asks)
{
	for (size_t i = 0; i < asks->count && !app->quitting; i++) {
		carry_out(app, &asks->items[i]);
		app->stale |= !comes_with_frames(asks->items[i].what);
	}
}
