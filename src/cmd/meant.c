#include "cmd/meant.h"

#include "base/alloc.h"
#include "chart/role.h"
#include "cmd/option_rows.h"
#include "model/closest.h"
#include "ui/action.h"
#include "ui/manual.h"

#include <stdlib.h>
#include <string.h>

#define SHORTEST_START 3 /* letters of an option's name that say which was meant */
#define HELP "help"      /* is in no list of commands: another one may follow it */

/* "logs" and "profiles" are names of directories. */
static void offer_command(struct closest *closest, const char *word, const char *name)
{
	if (strncmp(word, name, strlen(name)))
		closest_offer(closest, slice_of(name));
}

const char *meant_command(const char *word)
{
	struct closest closest;
	struct options_command command;
	closest_begin(&closest, word);
	for (size_t i = 0; options_command_at(i, &command); i++)
		offer_command(&closest, word, command.name);
	offer_command(&closest, word, HELP);
	/* So are "test" and "data": of a short word one letter may be wrong. */
	if (!closest.found || closest.distance > (closest.length < 6 ? 1 : 2))
		return NULL;
	return options_command_find(closest.best, &command) ? command.name : !strcmp(closest.best, HELP) ? HELP : NULL;
}

const char *meant_part(enum command command, const char *word)
{
	struct closest closest;
	const char *const *parts = options_parts(command);
	if (!parts || strchr(word, '/'))
		return NULL;
	closest_begin(&closest, word);
	for (const char *const *part = parts; *part; part++)
		closest_offer(&closest, slice_of(*part));
	while (*parts && strcmp(*parts, closest.best))
		parts++;
	return closest.found ? *parts : NULL;
}

bool meant_topic(const char *word, struct str *out)
{
	struct closest closest;
	struct str topics = {0};
	manual_topics(&topics);
	closest_begin(&closest, word);
	for (char *at = topics.data, *end; at && (end = strchr(at, '\n')); at = end + 1)
		closest_offer(&closest, slice_make(at, (size_t)(end - at)));
	str_fini(&topics);
	if (closest.found)
		str_append_text(out, closest.best);
	return closest.found;
}

static void dashed(const char *name, struct str *out)
{
	for (; *name; name++)
		str_append_char(out, *name == '_' ? '-' : *name);
}

void meant_spelled(const char *name, struct str *out)
{
	str_append_text(out, "--");
	dashed(name, out);
}

/* The only option that begins so; NULL when there are several, or none. */
static const char *begun(const char *name)
{
	const char *found = NULL;
	size_t length = strlen(name);
	for (size_t i = 0; length >= SHORTEST_START && i < option_row_count; i++) {
		if (strncmp(option_rows[i].name, name, length))
			continue;
		if (found)
			return NULL;
		found = option_rows[i].name;
	}
	return found;
}

static const char *nearest(const char *name, struct closest *closest)
{
	closest_begin(closest, name);
	for (size_t i = 0; i < option_row_count; i++)
		closest_offer(closest, slice_of(option_rows[i].name));
	return closest->found ? closest->best : NULL;
}

static const char *name_of(enum command wanted)
{
	struct options_command command;
	for (size_t i = 0; options_command_at(i, &command); i++)
		if (command.command == wanted && command.name[0] != '-')
			return command.name;
	return NULL;
}

/* ---- Names of the configuration ---------------------------------------------------- */

/* `name` if it is nearer than what was offered before, else what was. */
static const char *nearer(struct closest *closest, const char *name, const char *before)
{
	int distance = closest->distance;
	closest_offer(closest, slice_of(name));
	return closest->distance < distance ? name : before;
}

bool meant_setting(const char *word, struct str *out)
{
	struct closest closest;
	struct str name = {0};
	closest_begin(&closest, word);
	for (size_t i = 0; i < option_row_count; i++) {
		str_clear(&name);
		dashed(option_rows[i].name, &name);
		if (option_rows[i].start)
			closest_offer(&closest, str_slice(&name));
	}
	str_fini(&name);
	if (closest.found)
		str_append_text(out, closest.best);
	return closest.found;
}

const char *meant_action(const char *word)
{
	const char *meant = NULL;
	struct closest closest;
	char *name = xmemdup0(word, strcspn(word, " "));
	closest_begin(&closest, name);
	free(name);
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		if (i != ACTION_MOUSE)
			meant = nearer(&closest, action_name((enum action)i), meant);
	return meant;
}

const char *meant_role(const char *word)
{
	const char *meant = NULL;
	struct closest closest;
	closest_begin(&closest, word);
	for (int i = 0; i < ROLE_COUNT; i++)
		meant = nearer(&closest, role_name((enum role)i), meant);
	return closest.distance ? meant : NULL;
}

void meant_option(const char *name, enum command command, struct str *out)
{
	struct closest closest;
	struct options_command other;
	const char *meant = begun(name), *own = name_of(command);
	if (options_command_find(name, &other)) {
		str_printf(out, "; did you mean the command: tbtop %s?", name);
	} else if (meant || (meant = nearest(name, &closest))) {
		str_append_text(out, "; did you mean ");
		meant_spelled(meant, out);
		str_append_char(out, '?');
	} else {
		str_printf(out, "; `tbtop %s%s--help` tells which there are", own ? own : "", own ? " " : "");
	}
}
