/* What lies over the view until Esc: the help, the manual, problems, alerts, what there is to say of something. One at a time. */
#ifndef TBTOP_VIEW_OVERLAY_H
#define TBTOP_VIEW_OVERLAY_H

#include "ui/bind.h"
#include "ui/help.h"
#include "ui/view.h"
#include "view/alert_log.h"
#include "view/ask.h"
#include "view/menu.h"
#include "view/scene.h"
#include "view/sheet.h"

enum overlay_what { OVERLAY_NONE, OVERLAY_HELP, OVERLAY_MANUAL, OVERLAY_PROBLEMS, OVERLAY_INFO, OVERLAY_ALERTS,
	OVERLAY_MENU };

struct overlay {
	enum overlay_what what;
	struct help help;
	struct str search; /* among the keys; the manual's topic */
	int manual_columns; /* of the text in the sheet */
	struct sheet sheet;
	struct alert_log alerts;
	struct menu menu;
	char chosen[2]; /* of it */
};

/* Its own keys; NULL while there is none. */
const struct binding *overlay_bindings(const struct overlay *overlay);
/* Opens it, or closes it when it is this one. */
void overlay_turn(struct overlay *overlay, enum overlay_what what);
/* Says a text of some lines. */
void overlay_tell(struct overlay *overlay, const char *text);
/* Says this one instead, at the same line; nothing when none is there any more. */
void overlay_tell_anew(struct overlay *overlay, const char *text);
/*
 * What the manual says of a topic; of an action's name, if it says nothing, the
 * keys of such names. False, and nothing happens, when there is none either.
 */
bool overlay_explain(struct overlay *overlay, const char *topic);
/* Lets choose: the letter comes as the text of ACTION_EXPORT. */
void overlay_choose(struct overlay *overlay, const struct menu *menu);
void overlay_close(struct overlay *overlay);
/* `view`: the keys that the help is about. */
void overlay_prepare(struct overlay *overlay, const struct scene *scene, const struct binds *view, struct rect body);
void overlay_paint(const struct overlay *overlay, struct canvas *canvas, struct rect body, const char *view_title);
/*
 * True when the input stays here: the view is covered, no key reaches it. `*chosen`
 * is what was chosen in the help or the menu (the overlay is closed then), its text borrowed, else ACTION_NONE.
 */
bool overlay_act(struct overlay *overlay, const struct input *input, struct rect body, struct input *chosen,
                 struct asks *out);
void overlay_fini(struct overlay *overlay);

#endif
