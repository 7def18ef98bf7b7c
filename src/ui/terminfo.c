#include "ui/terminfo.h"

#include <curses.h>
#include <limits.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

bool terminfo_has(const char *type)
{
	int error;
	TERMINAL *before = set_curterm(NULL);
	bool found = setupterm(type, STDERR_FILENO, &error) == OK;
	if (found)
		del_curterm(cur_term);
	set_curterm(before);
	return found;
}

const char *terminfo_inside(const char *type)
{
	const struct terminfo_entry *entry = terminfo_entries;
	while (entry->type && strcmp(entry->type, type))
		entry++;
	return entry->text;
}

void terminfo_dirs(struct str *out)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);

	if (length <= 0)
		return;
	path[length] = 0;
	char *slash = strrchr(path, '/');
	if (!slash)
		return;
	*slash = 0;
	str_printf(out, "%s/terminfo:%s/../share/tbtop/terminfo:", path, path);
}
