/* What the environment says. An empty variable is as one that is not there. */
#ifndef TBTOP_BASE_ENVIRONMENT_H
#define TBTOP_BASE_ENVIRONMENT_H

#include <stdbool.h>

bool environment_has(const char *name);
bool environment_begins(const char *name, const char *start);

#endif
