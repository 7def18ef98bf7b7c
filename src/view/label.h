/* A name from a file as it is shown: cleaned, cut to a number of columns, in a buffer of fixed size. */
#ifndef TBTOP_VIEW_LABEL_H
#define TBTOP_VIEW_LABEL_H

#include "base/text.h"

#include <stdint.h>

#define LABEL_SIZE 200
struct label {
	char text[LABEL_SIZE];
	size_t length;
	int width; /* columns */
};

void label_set(struct label *label, struct slice bytes, int columns, enum text_cut cut);
/* The name of a run or tag, cut in the middle; in quotes when nothing of it could be seen. */
void label_name(struct label *label, struct slice name, int columns);
/* The same with at most `head` columns of its beginning. */
void label_name_head(struct label *label, struct slice name, int columns, int head);
/*
 * Where names that stand below each other are cut, so that the fewest look alike: how many columns of their
 * beginnings stay. The middle when that tells them apart, else the nearest to it that does so best. O(count²).
 */
int label_head_apart(const struct slice *names, size_t count, int columns);
void label_format(struct label *label, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct slice label_slice(const struct label *label);

#endif
