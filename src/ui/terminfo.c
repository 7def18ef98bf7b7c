#include "ui/terminfo.h"

#include <curses.h>
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
