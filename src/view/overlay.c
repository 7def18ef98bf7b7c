#include "view/overlay.h"

#include "ui/manual.h"
#include "view/label.h"

#include <math.h>

#define MANUAL_COLUMNS 78 /* as man has them */
#define SHEET_FRAME 4     /* columns */

static const struct binding sheet_bindings[] = {
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{"q", ACTION_QUIT, NULL, "back"},
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{NULL},
};
static const struct binding alert_bindings[] = {
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{"<Space>", ACTION_TOGGLE, NULL, "seen"},
	{"a", ACTION_ALL, NULL, "all seen"},
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{NULL},
};
static const struct binding help_bindings[] = {
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"<Enter>", ACTION_ENTER, NULL, "run"},
	{"/", ACTION_FILTER, NULL, "search"},
	{NULL},
};

/* Letters of the menu: no keys of their own elsewhere. */
#define LETTER(letter) {letter, ACTION_EXPORT, letter, NULL}
static const struct binding menu_bindings[] = {
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"<Enter>", ACTION_ENTER, NULL, "choose"},
	LETTER("c"), LETTER("l"), LETTER("s"), LETTER("a"), LETTER("b"),
	LETTER("C"), LETTER("L"), LETTER("S"), LETTER("A"),
	{NULL},
};

const struct binding *overlay_bindings(const struct overlay *overlay)
{
	switch (overlay->what) {
	case OVERLAY_NONE: return NULL;
	case OVERLAY_HELP: return help_bindings;
	case OVERLAY_ALERTS: return alert_bindings;
	case OVERLAY_MENU: return menu_bindings;
	case OVERLAY_MANUAL:
	case OVERLAY_PROBLEMS:
	case OVERLAY_INFO: break;
	}
	return sheet_bindings;
}

void overlay_turn(struct overlay *overlay, enum overlay_what what)
{
	overlay->what = overlay->what == what ? OVERLAY_NONE : what;
	overlay->sheet.list = (struct list){0};
	overlay->help.list = (struct list){0};
	alert_log_reset(&overlay->alerts);
	str_clear(&overlay->search);
}

void overlay_tell(struct overlay *overlay, const char *text)
{
	overlay->sheet.list = (struct list){0};
	overlay->what = OVERLAY_INFO;
	overlay_tell_anew(overlay, text);
}

void overlay_tell_anew(struct overlay *overlay, const char *text)
{
	if (overlay->what != OVERLAY_INFO)
		return;
	str_clear(&overlay->sheet.text);
	str_append_text(&overlay->sheet.text, text);
}

static bool has_manual(const char *topic)
{
	struct str text = {0};
	bool has = manual_text(topic, MANUAL_COLUMNS, &text);
	str_fini(&text);
	return has;
}

bool overlay_explain(struct overlay *overlay, const char *topic)
{
	enum overlay_what what = has_manual(topic) ? OVERLAY_MANUAL : OVERLAY_HELP;
	if (what == OVERLAY_HELP && action_find(topic) == ACTION_NONE)
		return false;
	overlay_close(overlay);
	overlay_turn(overlay, what);
	overlay->manual_columns = 0;
	str_append_text(&overlay->search, topic);
	return true;
}

void overlay_choose(struct overlay *overlay, const struct menu *menu)
{
	overlay->menu = *menu;
	overlay->what = OVERLAY_MENU;
}

void overlay_close(struct overlay *overlay)
{
	overlay->what = OVERLAY_NONE;
}

void overlay_fini(struct overlay *overlay)
{
	sheet_fini(&overlay->sheet);
	alert_log_fini(&overlay->alerts);
	str_fini(&overlay->search);
}

/* Filled anew when the width has changed. */
static void prepare_manual(struct overlay *overlay, struct rect body)
{
	int columns = body.width - SHEET_FRAME < MANUAL_COLUMNS ? body.width - SHEET_FRAME : MANUAL_COLUMNS;
	if (columns != overlay->manual_columns) {
		str_clear(&overlay->sheet.text);
		manual_text(str_text(&overlay->search), columns, &overlay->sheet.text);
		overlay->manual_columns = columns;
	}
	sheet_info(&overlay->sheet, body);
	label_format(&overlay->sheet.title, "Manual");
}

void overlay_prepare(struct overlay *overlay, const struct scene *scene, const struct binds *view, struct rect body)
{
	switch (overlay->what) {
	case OVERLAY_NONE: break;
	case OVERLAY_HELP: help_prepare(&overlay->help, view, str_text(&overlay->search)); break;
	case OVERLAY_MANUAL: prepare_manual(overlay, body); break;
	case OVERLAY_PROBLEMS: sheet_problems(&overlay->sheet, scene, body); break;
	case OVERLAY_INFO: sheet_info(&overlay->sheet, body); break;
	case OVERLAY_ALERTS: alert_log_prepare(&overlay->alerts, scene, body); break;
	case OVERLAY_MENU: break;
	}
}

void overlay_paint(const struct overlay *overlay, struct canvas *canvas, struct rect body, const char *view_title)
{
	struct label title;
	switch (overlay->what) {
	case OVERLAY_NONE: break;
	case OVERLAY_HELP:
		if (overlay->search.length)
			label_format(&title, "Keys of %s matching %s", view_title, str_text(&overlay->search));
		else
			label_format(&title, "Keys of %s", view_title);
		help_paint(&overlay->help, canvas, body, title.text);
		break;
	case OVERLAY_MENU: menu_paint(&overlay->menu, canvas, body); break;
	case OVERLAY_ALERTS: alert_log_paint(&overlay->alerts, canvas); break;
	case OVERLAY_MANUAL:
	case OVERLAY_PROBLEMS:
	case OVERLAY_INFO: sheet_paint(&overlay->sheet, canvas); break;
	}
}

static void run_chosen_help(struct overlay *overlay, struct input *chosen, struct asks *out)
{
	enum action action = help_chosen(&overlay->help);
	struct str command = {0};
	str_printf(&command, "%s ", action_name(action));
	if (action == ACTION_VIEW || !help_chosen_key(&overlay->help))
		ask_prompt(out, ACTION_COMMAND, ":", str_text(&command));
	else if (action != ACTION_MOUSE && action != ACTION_HELP)
		chosen->action = action;
	overlay_close(overlay);
	str_fini(&command);
}

static void act_on_help(struct overlay *overlay, const struct input *input, struct rect body, struct input *chosen,
                        struct asks *out)
{
	if (input->action == ACTION_ENTER) {
		run_chosen_help(overlay, chosen, out);
	} else if (input->action == ACTION_FILTER) {
		if (!input->text)
			ask_prompt(out, ACTION_FILTER, "search keys: ", "");
		str_clear(&overlay->search);
		str_append_text(&overlay->search, input->text && input->phase != INPUT_CANCEL ? input->text : "");
		overlay->help.list = (struct list){0};
	} else {
		list_act(&overlay->help.list, input->action, overlay->help.count, help_height(body));
	}
}

static void act_on_menu(struct overlay *overlay, const struct input *input, struct rect body, struct input *chosen)
{
	char letter = input->action == ACTION_EXPORT && input->text ? input->text[0] : 0;
	int row = input->action == ACTION_MOUSE ? menu_row_at(&overlay->menu, body, input->event.x, input->event.y) : -1;
	if (input->action == ACTION_ENTER)
		letter = menu_chosen(&overlay->menu);
	if (row >= 0)
		letter = overlay->menu.rows[row].letter;
	if (letter && menu_has(&overlay->menu, letter)) {
		overlay->chosen[0] = letter;
		chosen->action = ACTION_EXPORT;
		chosen->text = overlay->chosen;
		overlay_close(overlay);
	} else if (input->action == ACTION_EXPORT && !input->text) {
		overlay_close(overlay);
	} else {
		menu_act(&overlay->menu, input->action);
	}
}

/* Space: seen, and on to the next. */
static void act_on_alerts(struct overlay *overlay, const struct input *input, struct asks *out)
{
	uint64_t id;
	if (!alert_log_chosen(&overlay->alerts, &id))
		return;
	if (input->action == ACTION_ALL) {
		ask(out, ASK_ALERTS_SEEN, NULL);
	} else if (input->action == ACTION_TOGGLE) {
		ask_seen(out, id);
		alert_log_act(&overlay->alerts, ACTION_DOWN);
	} else {
		alert_log_act(&overlay->alerts, input->action);
	}
}

bool overlay_act(struct overlay *overlay, const struct input *input, struct rect body, struct input *chosen,
                 struct asks *out)
{
	*chosen = (struct input){.number = NAN};
	if (overlay->what == OVERLAY_NONE)
		return false;
	switch (input->action) {
	case ACTION_QUIT_NOW:
	case ACTION_HELP:
	case ACTION_PROBLEMS:
	case ACTION_ALERTS:
	case ACTION_VIEW:
	case ACTION_REDRAW:
	case ACTION_SUSPEND: return false;
	case ACTION_BACK:
	case ACTION_QUIT: overlay_close(overlay); return true;
	default: break;
	}
	if (overlay->what == OVERLAY_HELP)
		act_on_help(overlay, input, body, chosen, out);
	else if (overlay->what == OVERLAY_MENU)
		act_on_menu(overlay, input, body, chosen);
	else if (overlay->what == OVERLAY_ALERTS)
		act_on_alerts(overlay, input, out);
	else
		sheet_act(&overlay->sheet, input->action);
	return true;
}
