#include "base/environment.h"

#include <stdlib.h>
#include <string.h>

bool environment_has(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

bool environment_begins(const char *name, const char *start)
{
	const char *value = getenv(name);
	return value && !strncmp(value, start, strlen(start));
}
