/*
 * A file in memory that stands for the terminal to a library that writes to
 * one by itself: what it wrote is taken from it frame by frame.
 */
#ifndef TBTOP_UI_SINK_H
#define TBTOP_UI_SINK_H

#include "base/str.h"

#include <stdbool.h>
#include <stdio.h>

struct sink {
	FILE *file; /* what is written by its descriptor counts, too */
};

/* False when there is none to be had. */
bool sink_open(struct sink *sink);
/* Moves all that was written to the end of `out`. */
void sink_take(struct sink *sink, struct str *out);
/* Also what was never opened. */
void sink_close(struct sink *sink);

#endif
