#include "view/dashboard.h"

#include "base/alloc.h"
#include "view/border.h"
#include "view/command.h"
#include "view/copy.h"
#include "view/early.h"
#include "view/empty.h"
#include "view/greeting.h"
#include "view/head.h"
#include "view/layout.h"
#include "view/letter.h"
#include "view/meanings.h"
#include "view/overlay.h"
#include "view/status.h"
#include "view/tabs.h"
#include "view/views.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTICE_SECONDS 5.0
/* While something lives, states are looked at this often; nothing is sent when they stay. */
#define STATE_SECONDS 5.0
/* So many runs' ages are watched: more than there are rows. */
#define AGES 100

struct dashboard {
	struct tabs tabs;
	void **states; /* of the views */
	struct screen_layout layout;
	struct status_line status;
	struct glance brief; /* in the place of the status, in the smallest window */
	bool is_brief;
	struct empty empty;
	struct greeting greeting;
	struct overlay overlay;
	struct command command;
	struct letter letter;
	struct label notice;
	double notice_until;
	bool notice_shown;
	const struct keymap *keys; /* a person's own */
	struct early early; /* for a view that has no data yet */
	uint32_t replacements; /* of files, told so far */
	double walls[AGES]; /* newest records whose ages may be on the screen */
	size_t wall_count;
	bool alive;
};

/* ---- Life ---------------------------------------------------------------------------- */

struct dashboard *dashboard_new(void)
{
	struct dashboard *dashboard = xcalloc(1, sizeof *dashboard);
	dashboard->states = xcalloc((size_t)view_count, sizeof *dashboard->states);
	for (int i = 0; i < view_count; i++)
		dashboard->states[i] = xcalloc(1, views[i]->size);
	tabs_init(&dashboard->tabs);
	return dashboard;
}

void dashboard_free(struct dashboard *dashboard)
{
	if (!dashboard)
		return;
	for (int i = 0; i < view_count; i++) {
		views[i]->fini(dashboard->states[i]);
		free(dashboard->states[i]);
	}
	free(dashboard->states);
	tabs_fini(&dashboard->tabs);
	status_fini(&dashboard->status);
	overlay_fini(&dashboard->overlay);
	command_fini(&dashboard->command);
	early_fini(&dashboard->early);
	free(dashboard);
}

void dashboard_remember(struct dashboard *dashboard, struct slice lines)
{
	while (lines.length) {
		const char *end = memchr(lines.data, '\n', lines.length);
		size_t length = end ? (size_t)(end - lines.data) : lines.length;
		struct str line = {0};
		text_clean(&line, slice_make(lines.data, length < PROMPT_BYTES ? length : 0));
		prompt_remember(&dashboard->command.prompt, str_text(&line));
		str_fini(&line);
		lines = slice_make(lines.data + length + (end != NULL), lines.length - length - (end != NULL));
	}
}

void dashboard_set_keys(struct dashboard *dashboard, const struct keymap *keys)
{
	dashboard->keys = keys;
}

bool dashboard_show(struct dashboard *dashboard, const char *name)
{
	if (!tabs_open(&dashboard->tabs, name))
		return false;
	overlay_close(&dashboard->overlay);
	return true;
}

void dashboard_notice(struct dashboard *dashboard, const char *text, double now)
{
	label_set(&dashboard->notice, slice_of(text), LABEL_SIZE, TEXT_CUT_END);
	dashboard->notice_until = now + NOTICE_SECONDS;
	dashboard->notice_shown = true; /* by the frame that is being prepared, too: none may follow it */
}

void dashboard_greet(struct dashboard *dashboard)
{
	dashboard->greeting.on = true;
}

/* ---- Keys in force -------------------------------------------------------------------- */

/* What the hint line says wherever one is: the rest of the global table would say too much. */
static const struct binding hint_bindings[] = {
	{":", ACTION_COMMAND, NULL, "command"},
	{"?", ACTION_HELP, NULL, "help"},
	{"q", ACTION_QUIT, NULL, "quit"},
	{NULL},
};

static struct binds view_binds(const struct dashboard *dashboard)
{
	const struct view_ops *view = views[dashboard->tabs.current];
	static const struct meaning *const everywhere[] = {dashboard_meanings, NULL};
	struct binds binds = {.own = dashboard->keys, .meanings = view->meanings, .beside = everywhere};
	int count = 0;
	if (view->pane_bindings)
		binds.scopes[count++] = view->pane_bindings(dashboard->states[dashboard->tabs.current]);
	binds.scopes[count++] = view->bindings;
	binds.scopes[count] = bind_global;
	return binds;
}

static struct binds binds_now(const struct dashboard *dashboard)
{
	const struct binding *bindings = overlay_bindings(&dashboard->overlay);
	return bindings ? (struct binds){{bindings, bind_global}, dashboard->keys} : view_binds(dashboard);
}

static struct binds hints_now(const struct dashboard *dashboard)
{
	bool covered = dashboard->overlay.what != OVERLAY_NONE;
	if (!covered && dashboard->empty.count)
		return (struct binds){{hint_bindings}, dashboard->keys};
	struct binds binds = binds_now(dashboard);
	for (int i = 0; i < BIND_SCOPES; i++)
		if (binds.scopes[i] == bind_global)
			binds.scopes[i] = covered ? NULL : hint_bindings;
	return binds;
}

/* ---- Preparing ------------------------------------------------------------------------ */

/* Takes out what the dashboard does itself; the rest is for app. */
static void take_own_asks(struct dashboard *dashboard, struct asks *asks, size_t from)
{
	size_t kept = from;
	for (size_t i = from; i < asks->count; i++) {
		struct ask *one = &asks->items[i];
		if (one->what == ASK_PROMPT) {
			command_open(&dashboard->command, one->action, one->label, one->text);
		} else if (one->what == ASK_LETTER) {
			dashboard->letter = (struct letter){.action = one->action, .label = one->label};
		} else if (one->what == ASK_INFO) {
			overlay_tell(&dashboard->overlay, one->text ? one->text : "");
		} else if (one->what == ASK_INFO_ANEW) {
			overlay_tell_anew(&dashboard->overlay, one->text ? one->text : "");
		} else {
			asks->items[kept++] = *one;
			continue;
		}
		free(one->text);
	}
	asks->count = kept;
}

static void note_ages(struct dashboard *dashboard, const struct scene *scene)
{
	uint32_t runs = store_run_count(scene->store);
	dashboard->walls[0] = newest_record(scene);
	dashboard->wall_count = 1;
	for (uint32_t i = 0; i < runs && dashboard->wall_count < AGES; i++)
		dashboard->walls[dashboard->wall_count++] = run_newest_wall(scene->store, store_run_at(scene->store, i), scene->now);
	dashboard->alive = false;
	for (size_t i = 0; i < dashboard->status.lineup.count && !dashboard->alive; i++) {
		struct run_sign sign = run_sign(scene, dashboard->status.lineup.items[i].run);
		dashboard->alive = sign.state == RUN_LIVE || sign.state == RUN_LATE;
	}
}

/* A file that was replaced changes what was seen before: that must not pass in silence. */
static void tell_replacement(struct dashboard *dashboard, const struct scene *scene)
{
	struct store_totals totals = store_totals(scene->store);
	if (totals.replacements == dashboard->replacements)
		return;
	uint32_t more = totals.replacements - dashboard->replacements - 1;
	dashboard->replacements = totals.replacements;
	struct label name, text;
	label_set(&name, store_file(scene->store, totals.replaced).shown, LABEL_SIZE / 2, TEXT_CUT_START);
	if (more)
		label_format(&text, "%s and %u more were replaced: read again", name.text, more);
	else
		label_format(&text, "%s was replaced: read again", name.text);
	dashboard_notice(dashboard, text.text, scene->now);
}

/* Where there is room for one line alone it tells of a run, unless the screen has something to say of itself. */
static void prepare_brief(struct dashboard *dashboard, const struct scene *scene, int columns)
{
	const struct progress *progress = scene->progress;
	uint32_t run = head_newest_run(scene, &dashboard->status.lineup);
	dashboard->is_brief = rect_empty(dashboard->layout.body) && run != STORE_NONE && !choice_frozen(scene->choice) &&
	                      !(progress && (progress->loading || progress->scanning));
	if (!dashboard->is_brief)
		return;
	struct gist gist = head_gist(scene, run, STORE_NONE);
	glance_line(&dashboard->brief, &gist, scene->now, columns);
	glance_alerts(&dashboard->brief, scene->alerts ? alerts_unseen(scene->alerts) : 0, columns);
}

void dashboard_prepare(struct dashboard *dashboard, const struct scene *scene, int columns, int rows, struct asks *out)
{
	size_t before = out->count;
	dashboard->layout = screen_layout(columns, rows, choice_hints(scene->choice));
	struct rect body = dashboard->layout.body;
	if (scene->derived)
		derived_frame(scene->derived, choice_smooth(scene->choice));
	tabs_prepare(&dashboard->tabs, scene, dashboard->layout.top);
	empty_prepare(&dashboard->empty, scene, body.width);
	if (!dashboard->empty.count && !rect_empty(body))
		views[dashboard->tabs.current]->prepare(dashboard->states[dashboard->tabs.current], scene, body, out);
	status_prepare(&dashboard->status, scene, views[dashboard->tabs.current]->axes, columns); /* the view has made what it tells of */
	prepare_brief(dashboard, scene, columns);
	take_own_asks(dashboard, out, before);
	tell_replacement(dashboard, scene);
	struct binds binds = view_binds(dashboard);
	overlay_prepare(&dashboard->overlay, scene, &binds, body);
	greeting_prepare(&dashboard->greeting, &binds, body);
	dashboard->notice_shown = scene->now < dashboard->notice_until;
	note_ages(dashboard, scene);
}

/* ---- Painting -------------------------------------------------------------------------- */

/* The lowest row: a prompt or a notice takes the place of the hints, or of the status where there are none. */
static void paint_bottom(const struct dashboard *dashboard, struct canvas *canvas)
{
	const struct screen_layout *layout = &dashboard->layout;
	struct rect row = !rect_empty(layout->hint) ? layout->hint : layout->status;
	if (dashboard->is_brief)
		glance_paint(&dashboard->brief, canvas, layout->status);
	else
		status_paint(&dashboard->status, canvas, layout->status);
	if (rect_empty(row)) /* too low for a row of its own: over the last row of the view */
		row = (struct rect){layout->body.x, layout->body.y + layout->body.height - 1, layout->body.width,
		                    layout->body.height > 0};
	if (dashboard->command.prompt.open) {
		command_paint(&dashboard->command, canvas, row);
	} else if (dashboard->letter.action != ACTION_NONE) {
		letter_paint(&dashboard->letter, canvas, row);
	} else if (dashboard->notice_shown) {
		canvas_fill(canvas, row, ' ', ROLE_WARN, 0);
		canvas_text(canvas, row.x + (row.width > 40), row.y, row.width - 1, label_slice(&dashboard->notice),
		            ROLE_WARN, 0);
	} else if (!rect_empty(layout->hint)) {
		struct binds binds = hints_now(dashboard);
		struct rect hint = layout->hint;
		canvas_fill(canvas, hint, ' ', ROLE_HINT, 0);
		rect_take_left(&hint, 1);
		hint_paint(&binds, canvas, hint);
	}
}

void dashboard_paint(const struct dashboard *dashboard, struct canvas *canvas)
{
	const struct view_ops *view = views[dashboard->tabs.current];
	struct rect body = dashboard->layout.body;
	tabs_paint(&dashboard->tabs, canvas);
	if (dashboard->empty.count)
		empty_paint(&dashboard->empty, canvas, body);
	else if (!rect_empty(body))
		view->paint(dashboard->states[dashboard->tabs.current], canvas, body);
	overlay_paint(&dashboard->overlay, canvas, body, view->title);
	greeting_paint(&dashboard->greeting, canvas);
	paint_bottom(dashboard, canvas);
}

/* ---- Events ------------------------------------------------------------------------------ */

static bool act(struct dashboard *dashboard, const struct scene *scene, const struct input *input, struct asks *out);

static void show_view(struct dashboard *dashboard, const char *name, double now)
{
	if (name && dashboard_show(dashboard, name))
		return;
	struct label text;
	label_format(&text, "no view %s: Tab behind :view lists them", name ? name : "of that name");
	dashboard_notice(dashboard, text.text, now);
}

static void run_command(struct dashboard *dashboard, const struct scene *scene, const char *line, struct asks *out)
{
	struct binds binds = binds_now(dashboard);
	struct label text;
	struct input input;
	if (command_read(line, &binds, &input, &text) && !act(dashboard, scene, &input, out)) {
		bool waits = dashboard->empty.count;
		if (waits)
			early_add(&dashboard->early, scene->now, NULL, line);
		label_format(&text, ":%s %s %s", action_name(input.action), waits ? "waits for" : "does nothing in",
		             waits ? "the first data" : views[dashboard->tabs.current]->title);
	}
	if (text.length)
		dashboard_notice(dashboard, text.text, scene->now);
}

/* Says what will be gone: runs of which no file is left, and how many files in all. */
static void drop(const struct scene *scene, struct asks *out)
{
	uint32_t files = store_totals(scene->store).files_gone, runs = 0;
	struct label name = {0}, text;
	for (uint32_t i = 0; i < store_run_count(scene->store); i++) {
		struct run_info info = store_run(scene->store, store_run_at(scene->store, i));
		if (info.files_gone < info.files)
			continue;
		if (!runs++)
			label_name(&name, info.name, LABEL_SIZE / 2);
	}
	const char *plural = files == 1 ? "" : "s";
	if (!files)
		label_format(&text, "no file is gone: nothing to drop");
	else if (!runs)
		label_format(&text, "dropped %u gone file%s: each run has others left", files, plural);
	else if (runs == 1)
		label_format(&text, "dropped %u gone file%s, and run %s with %s", files, plural, name.text,
		             files == 1 ? "it" : "them");
	else
		label_format(&text, "dropped %u gone file%s, and %u runs with them", files, plural, runs);
	if (choice_frozen(scene->choice))
		label_format(&text, "the screen is frozen: F goes on, then drop");
	else
		ask(out, ASK_DROP, NULL);
	ask(out, ASK_NOTICE, text.text);
}

/* What takes a name, and asks for it where there is none. */
static void choose(enum ask_what what, const char *label, const struct input *input, struct asks *out)
{
	if (!input->text)
		ask_prompt(out, input->action, label, "");
	else if (input->phase == INPUT_WHOLE)
		ask(out, what, input->text);
}

/* `:alert RULE`; without one it is asked for. */
static void watch_over(const struct input *input, struct asks *out)
{
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return;
	if (input->text && *input->text)
		ask(out, ASK_ALERT, input->text);
	else
		ask_prompt(out, ACTION_ALERT, "alert when: ", "");
}

/* `:help TOPIC`; without one the keys. */
static void explain(struct dashboard *dashboard, const char *topic, double now)
{
	struct label text;
	if (!topic || !*topic) {
		overlay_turn(&dashboard->overlay, OVERLAY_HELP);
	} else if (!overlay_explain(&dashboard->overlay, topic)) {
		label_format(&text, "the manual says nothing of %.60s: Tab behind :help lists its topics", topic);
		dashboard_notice(dashboard, text.text, now);
	}
}

static struct published published_now(const struct dashboard *dashboard)
{
	int current = dashboard->tabs.current;
	return (struct published){views[current], dashboard->states[current], dashboard->layout.body};
}

/* There is nothing on the screen to take. */
static bool tell_nothing(const struct dashboard *dashboard, struct asks *out)
{
	bool nothing = dashboard->empty.count || rect_empty(dashboard->layout.body);
	if (nothing)
		ask(out, ASK_NOTICE, "there is nothing to export or copy yet");
	return nothing;
}

static void export(struct dashboard *dashboard, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct published published = published_now(dashboard);
	struct menu menu;
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW || tell_nothing(dashboard, out))
		return;
	if (input->text && input->text[0] && input->text[1]) {
		publish(&published, scene, input->text, out);
		return;
	}
	publish_menu(&published, scene, &menu);
	if (input->text && menu_has(&menu, input->text[0]))
		publish_letter(&published, scene, input->text[0], out);
	else
		overlay_choose(&dashboard->overlay, &menu);
}

static void take(const struct dashboard *dashboard, const struct scene *scene, const struct input *input,
                 struct asks *out)
{
	struct published published = published_now(dashboard);
	if (!tell_nothing(dashboard, out))
		copy(&published, scene, input->text, out);
}

/* What every view leaves to the dashboard. */
static bool act_global(struct dashboard *dashboard, const struct scene *scene, const struct input *input,
                       struct asks *out)
{
	switch (input->action) {
	case ACTION_VIEW: show_view(dashboard, input->text, scene->now); break;
	case ACTION_HELP: explain(dashboard, input->text, scene->now); break;
	case ACTION_PROBLEMS: overlay_turn(&dashboard->overlay, OVERLAY_PROBLEMS); break;
	case ACTION_ALERTS: overlay_turn(&dashboard->overlay, OVERLAY_ALERTS); break;
	case ACTION_ALERT: watch_over(input, out); break;
	case ACTION_HARDWARE: ask_edit(out, (struct edit){.what = EDIT_HARDWARE}); break;
	case ACTION_SIDEBAR: border_type(input, out); break;
	case ACTION_HINTS: ask_edit(out, (struct edit){.what = EDIT_HINTS}); break;
	case ACTION_COMMAND: ask_prompt(out, ACTION_COMMAND, ":", ""); break;
	case ACTION_FREEZE: ask_edit(out, (struct edit){.what = EDIT_FREEZE}); break;
	case ACTION_THEME: choose(ASK_THEME, "theme: ", input, out); break;
	case ACTION_PIXELS: choose(ASK_PIXELS, "pixels: ", input, out); break;
	case ACTION_EXPORT: export(dashboard, scene, input, out); break;
	case ACTION_COPY: take(dashboard, scene, input, out); break;
	case ACTION_UNDO: ask(out, ASK_UNDO, NULL); break;
	case ACTION_REDO: ask(out, ASK_REDO, NULL); break;
	case ACTION_RESCAN: ask(out, ASK_RESCAN, NULL); break;
	case ACTION_DROP: drop(scene, out); break;
	case ACTION_REDRAW: ask(out, ASK_REDRAW, NULL); break;
	case ACTION_SUSPEND: ask(out, ASK_SUSPEND, NULL); break;
	case ACTION_QUIT:
	case ACTION_QUIT_NOW: ask(out, ASK_QUIT, NULL); break;
	default: return false;
	}
	return true;
}

/* False: it has no meaning here. */
static bool act(struct dashboard *dashboard, const struct scene *scene, const struct input *input, struct asks *out)
{
	const struct view_ops *view = views[dashboard->tabs.current];
	size_t before = out->count;
	struct input chosen;
	bool taken = true;
	if (overlay_act(&dashboard->overlay, input, dashboard->layout.body, &chosen, out)) {
		if (chosen.action != ACTION_NONE)
			act(dashboard, scene, &chosen, out);
	} else {
		taken = (!dashboard->empty.count && !rect_empty(dashboard->layout.body) &&
		         view->act(dashboard->states[dashboard->tabs.current], scene, input, out) == REPLY_DONE) ||
		        act_global(dashboard, scene, input, out);
	}
	take_own_asks(dashboard, out, before);
	return taken;
}

/* What was typed goes to whoever opened the prompt. */
static void type(struct dashboard *dashboard, const struct scene *scene, const struct event *event, struct asks *out)
{
	struct input input;
	char *text = NULL; /* a copy: what is done with it may open a prompt */
	if (command_event(&dashboard->command, scene, event, &input)) {
		input.text = text = xstrdup(input.text);
		if (input.action != ACTION_COMMAND) {
			act(dashboard, scene, &input, out);
		} else if (*text) {
			ask(out, ASK_REMEMBER, text);
			run_command(dashboard, scene, text, out);
		}
	}
	free(text);
}

static bool press_on_top(struct dashboard *dashboard, const struct event *event)
{
	struct rect top = dashboard->layout.top;
	if (event->what != EVENT_MOUSE || event->mouse != MOUSE_PRESS || !rect_contains(top, event->x, event->y))
		return false;
	const char *name = tabs_at(&dashboard->tabs, event->x, event->y);
	if (name)
		dashboard_show(dashboard, name);
	if (event->x >= top.x + top.width - 2)
		overlay_turn(&dashboard->overlay, OVERLAY_HELP);
	return true;
}

/* The wheel scrolls what lies on top. */
static enum action mouse_action(const struct dashboard *dashboard, const struct event *event)
{
	if (dashboard->overlay.what == OVERLAY_NONE)
		return ACTION_MOUSE;
	if (dashboard->overlay.what == OVERLAY_MENU && event->mouse == MOUSE_PRESS)
		return ACTION_MOUSE;
	return event->mouse == MOUSE_WHEEL_UP     ? ACTION_UP
	       : event->mouse == MOUSE_WHEEL_DOWN ? ACTION_DOWN
	                                          : ACTION_NONE;
}

void dashboard_event(struct dashboard *dashboard, const struct scene *scene, const struct event *event,
                     struct asks *out)
{
	dashboard->notice_until = 0; /* it was seen */
	dashboard->greeting.on = false;
	dashboard->tabs.touched = true;
	if (dashboard->command.prompt.open && event->what != EVENT_MOUSE) {
		type(dashboard, scene, event, out);
		return;
	}
	if (press_on_top(dashboard, event))
		return;
	struct input input = {.number = NAN, .event = *event};
	if (letter_event(&dashboard->letter, event, &input)) {
		/* what it is to be done with has said so */
	} else if (event->what == EVENT_MOUSE) {
		input.action = mouse_action(dashboard, event);
	} else {
		struct binds binds = binds_now(dashboard);
		const struct binding *binding = bind_find(&binds, event);
		input.action = binding ? binding->action : ACTION_NONE;
		input.text = binding ? binding->text : NULL;
	}
	if (input.action != ACTION_NONE && !act(dashboard, scene, &input, out) && dashboard->empty.count &&
	    event->what == EVENT_KEY)
		early_add(&dashboard->early, scene->now, event, NULL);
}

bool dashboard_early(struct dashboard *dashboard, const struct scene *scene, struct asks *out)
{
	struct early_one first;
	if (dashboard->empty.count || !early_take(&dashboard->early, scene->now, &first))
		return false;
	if (first.line)
		run_command(dashboard, scene, first.line, out);
	else
		dashboard_event(dashboard, scene, &first.key, out);
	free(first.line);
	return true;
}

/* ---- Time ----------------------------------------------------------------------------------- */

/* When the text of an age changes: its steps are number_age's, so they are looked for, not known. */
static double age_change(double wall, double now)
{
	char text[NUMBER_SIZE], other[NUMBER_SIZE];
	double same = 0, differs = 1;
	number_age(text, now - wall);
	for (;; same = differs, differs *= 2) {
		number_age(other, now + differs - wall);
		if (strcmp(text, other))
			break;
		if (differs > 1e8)
			return INFINITY;
	}
	for (int i = 0; i < 40 && differs - same > 0.01; i++) {
		double between = same + (differs - same) / 2;
		number_age(other, now + between - wall);
		if (strcmp(text, other))
			differs = between;
		else
			same = between;
	}
	return now + differs;
}

double dashboard_next_change(const struct dashboard *dashboard, const struct scene *scene)
{
	double next = INFINITY;
	if (dashboard->notice_shown)
		next = fmin(next, dashboard->notice_until);
	for (size_t i = 0; i < dashboard->wall_count; i++)
		if (isfinite(dashboard->walls[i]))
			next = fmin(next, age_change(dashboard->walls[i], scene->now));
	if (dashboard->alive)
		next = fmin(next, scene->now + STATE_SECONDS);
	return next;
}
