#include "cmd/places.h"

#include "base/str.h"

#include <stdlib.h>

static char *place(const char *variable, const char *below_home, const char *name)
{
	struct str path = {0};
	const char *base = getenv(variable), *home = getenv("HOME");
	if (base && *base == '/')
		str_printf(&path, "%s/%s", base, name);
	else if (home && *home == '/')
		str_printf(&path, "%s/%s/%s", home, below_home, name);
	return path.data;
}

char *places_config(void)
{
	return place("XDG_CONFIG_HOME", ".config", "tbtop/config");
}

char *places_state(void)
{
	return place("XDG_STATE_HOME", ".local/state", "tbtop");
}
