/* A logdir in which every name tries to do something to the terminal: runs, tags, display names, a damaged file. */
#ifndef TBTOP_E2E_HOSTILE_H
#define TBTOP_E2E_HOSTILE_H

#include <stdbool.h>

bool hostile_fill(const char *logdir);

#endif
