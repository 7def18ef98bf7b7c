/* The word that a person may have meant: of the parts of many names the one with the fewest letters changed. */
#ifndef TBTOP_MODEL_CLOSEST_H
#define TBTOP_MODEL_CLOSEST_H

#include "base/str.h"

#include <stdbool.h>

#define CLOSEST_BYTES 32   /* longer words are not compared */
#define CLOSEST_NAMES 4096 /* so many names are worth a look for each key that is typed */

struct closest {
	char wanted[CLOSEST_BYTES + 1]; /* lower case, letters and digits only */
	size_t length;
	bool found;
	int distance;
	char best[CLOSEST_BYTES + 1];
};

void closest_begin(struct closest *closest, const char *wanted);
/*
 * Looks at the parts of a name between `/`. The distance counts letters put in,
 * left out, replaced, or two swapped; at most a third of what was typed (one, of
 * short words) may differ. Of two as near the first stays.
 */
void closest_offer(struct closest *closest, struct slice name);

#endif
