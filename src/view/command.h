/*
 * The line that a person types in: a command behind `:`, a filter, whatever an
 * action asks for. What is typed behind `:` is completed, by Tab, with the names
 * of actions and what may stand behind each.
 */
#ifndef TBTOP_VIEW_COMMAND_H
#define TBTOP_VIEW_COMMAND_H

#include "ui/bind.h"
#include "ui/prompt.h"
#include "ui/view.h"
#include "view/label.h"
#include "view/scene.h"

struct command {
	struct prompt prompt;
	enum action action;     /* that the text is for */
	enum action suggested;  /* an action that was typed, */
	struct str suggestions; /* and what may stand behind it */
};

void command_open(struct command *command, enum action action, const char *label, const char *text);
/*
 * A key while it is open. True when `out` is to be acted on: the text so far, whole
 * or taken back (its phase); a command's only when it is whole. Its text is
 * borrowed until the next event.
 */
bool command_event(struct command *command, const struct scene *scene, const struct event *event, struct input *out);
void command_paint(const struct command *command, struct canvas *canvas, struct rect row);
void command_fini(struct command *command);

/*
 * "name argument" as input: any action by name; a key stands for its action, so
 * that `:q` is no riddle. False: `why` says what is wrong, nothing when nothing was typed.
 */
bool command_read(const char *line, const struct binds *binds, struct input *out, struct label *why);

#endif
