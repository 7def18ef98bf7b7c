/* What runs and tags a LOGDIR has, by the starts of its files: for a person who waits for a word. */
#ifndef TBTOP_CMD_PEEK_H
#define TBTOP_CMD_PEEK_H

#include "model/store.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Adds the runs of a LOGDIR to the store, and, when they are wanted, the tags that
 * the starts of its files tell of; none of those are read after `until`
 * (clock_mono). False when it can't be read. Values come with the tags, but not all.
 */
bool peek(struct store *store, const char *logdir, bool tags, uint64_t until);

#endif
