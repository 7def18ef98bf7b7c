#include "view/command.h"

#include "base/alloc.h"
#include "model/closest.h"
#include "ui/complete.h"
#include "view/suggest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void command_open(struct command *command, enum action action, const char *label, const char *text)
{
	command->action = action;
	prompt_open(&command->prompt, label, text);
}

void command_fini(struct command *command)
{
	prompt_fini(&command->prompt);
	str_fini(&command->suggestions);
}

/* ---- Completion ------------------------------------------------------------------ */

/*
 * Where that begins which is being typed: the action's name; all that stands behind it, for names of runs and tags may
 * have blanks; in a formula, its last word.
 */
static const char *typed_part(const struct command *command)
{
	const char *text = str_text(&command->prompt.text), *blank = strchr(text, ' ');
	if (!blank)
		return text;
	const char *part = blank + strspn(blank, " ");
	for (const char *at = part; command->suggested == ACTION_DERIVE && *at; at++)
		if (*at == ' ' || *at == '(')
			part = at + 1;
	return part;
}

static void look_up(struct command *command, const struct scene *scene, enum action action)
{
	command->suggested = action;
	str_clear(&command->suggestions);
	suggest(scene, action, &command->suggestions);
}

/* What may stand behind the action that was typed; looked for when that becomes another. */
static void note_suggestions(struct command *command, const struct scene *scene)
{
	const char *text = str_text(&command->prompt.text);
	char *name = xmemdup0(text, strcspn(text, " "));
	enum action action = text[strlen(name)] ? action_find(name) : ACTION_NONE;
	free(name);
	if (action != command->suggested)
		look_up(command, scene, action);
}

/* Runs and tags may have come since the action was typed. */
static void complete(struct command *command, const struct scene *scene)
{
	struct str text = {0};
	look_up(command, scene, command->suggested);
	const char *typed = str_text(&command->prompt.text), *word = typed_part(command);
	str_append(&text, typed, (size_t)(word - typed));
	if (word == typed)
		complete_start(typed, &text);
	else
		complete_word(word, str_slice(&command->suggestions), &text);
	prompt_set(&command->prompt, str_text(&text));
	str_fini(&text);
}

static void hint(const struct command *command, struct str *out)
{
	const char *text = str_text(&command->prompt.text), *word = typed_part(command);
	if (command->action == ACTION_EXPORT)
		str_append_text(out, "[all] csv|jsonl|svg|ansi|file NAME");
	else if (command->action == ACTION_COMMAND && word == text)
		complete_hint(text, out);
	else if (command->action == ACTION_COMMAND)
		complete_word_hint(word, str_slice(&command->suggestions), out);
}

void command_paint(const struct command *command, struct canvas *canvas, struct rect row)
{
	struct str text = {0};
	hint(command, &text);
	prompt_paint(&command->prompt, str_text(&text), canvas, row);
	str_fini(&text);
}

/* ---- Typing ---------------------------------------------------------------------- */

/* Filters and searches see each letter; a command waits for its end. */
bool command_event(struct command *command, const struct scene *scene, const struct event *event, struct input *out)
{
	enum prompt_reply reply = prompt_event(&command->prompt, event);
	bool line = command->action == ACTION_COMMAND;
	struct str *text = &command->prompt.text;
	while (line && reply == PROMPT_DONE && text->length && text->data[text->length - 1] == ' ')
		text->data[--text->length] = '\0'; /* completed words end so */
	*out = (struct input){.action = command->action, .text = str_text(&command->prompt.text), .number = NAN};
	out->phase = reply == PROMPT_DONE ? INPUT_WHOLE : reply == PROMPT_CANCELLED ? INPUT_CANCEL : INPUT_PREVIEW;
	bool tab = line && reply == PROMPT_PASS && event->what == EVENT_KEY && event->key == INPUT_TAB;
	if (tab)
		complete(command, scene);
	if (tab || (line && reply == PROMPT_EDITED))
		note_suggestions(command, scene);
	return line ? reply == PROMPT_DONE : reply != PROMPT_PASS;
}

/* What a key does now; NULL when the text is no key or it does nothing. */
static const struct binding *binding_of(const struct binds *binds, const char *key)
{
	struct event event = {.what = EVENT_KEY};
	return key_parse(key, &event.key, &event.modifiers) ? bind_find(binds, &event) : NULL;
}

static void say_unknown(const char *name, struct label *why)
{
	struct closest closest;
	closest_begin(&closest, name);
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		if (i != ACTION_MOUSE)
			closest_offer(&closest, slice_of(action_name((enum action)i)));
	if (closest.found)
		label_format(why, "no action %.60s; did you mean :%s? (? lists them)", name, closest.best);
	else
		label_format(why, "no action %.60s: ? lists them", name);
}

bool command_read(const char *line, const struct binds *binds, struct input *out, struct label *why)
{
	line += strspn(line, " ");
	size_t length = strcspn(line, " ");
	char *name = xmemdup0(line, length);
	const char *argument = line + length + strspn(line + length, " ");
	*out = (struct input){.action = action_find(name), .text = *argument ? argument : NULL, .number = NAN};
	*why = (struct label){0};
	const struct binding *binding = out->action == ACTION_NONE ? binding_of(binds, name) : NULL;
	if (binding) {
		out->action = binding->action;
		out->text = binding->text ? binding->text : out->text;
	}
	bool known = out->action != ACTION_NONE && out->action != ACTION_MOUSE;
	if (!known && length)
		say_unknown(name, why);
	free(name);
	if (known && *argument && !action_takes_words(out->action)) {
		label_format(why, ":%s takes no words behind it", action_name(out->action));
		return false;
	}
	return known;
}
