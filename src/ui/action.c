#include "ui/action.h"

#include <string.h>

static const struct row {
	const char *name, *group, *help;
} rows[ACTION_COUNT] = {
	{"none", "", ""},
#define X(id, name, group, help) {name, group, help},
	ACTION_LIST(X)
#undef X
};

const char *action_name(enum action action)
{
	return rows[action].name;
}

const char *action_group(enum action action)
{
	return rows[action].group;
}

const char *action_help(enum action action)
{
	return rows[action].help;
}

enum action action_find(const char *name)
{
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		if (!strcmp(rows[i].name, name))
			return (enum action)i;
	return ACTION_NONE;
}
