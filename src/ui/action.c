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

const char *meaning_find(const struct meaning *const *tables, enum action action)
{
	if (!tables)
		return action_help(action);
	for (; *tables; tables++)
		for (const struct meaning *meaning = *tables; meaning->action != ACTION_NONE; meaning++)
			if (meaning->action == action)
				return meaning->help ? meaning->help : action_help(action);
	return NULL;
}

bool action_takes_words(enum action action)
{
	switch (action) {
	case ACTION_VIEW: case ACTION_GROUP: case ACTION_BAND: case ACTION_FILTER: case ACTION_FILTER_RUNS: case ACTION_DERIVE:
	case ACTION_BEST: case ACTION_TAIL: case ACTION_X_AXIS: case ACTION_X_TAG: case ACTION_Y_RANGE: case ACTION_Y_SCALE:
	case ACTION_MARKER: case ACTION_DRAWING: case ACTION_SMOOTH: case ACTION_GOTO: case ACTION_NEXT: case ACTION_PREVIOUS:
	case ACTION_MARK: case ACTION_TO_MARK: case ACTION_SORT: case ACTION_COLUMN: case ACTION_ALERT: case ACTION_THEME:
	case ACTION_PIXELS: case ACTION_HELP: case ACTION_EXPORT: case ACTION_COPY: case ACTION_SIDEBAR: return true;
	default: return false;
	}
}

enum action action_find(const char *name)
{
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
		if (!strcmp(rows[i].name, name))
			return (enum action)i;
	return ACTION_NONE;
}
