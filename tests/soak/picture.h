/*
 * All that is to be seen of a store as text, a line for each thing and in an
 * order that does not hang on how it came there: two stores that hold the same
 * have the same picture.
 */
#ifndef TBTOP_SOAK_PICTURE_H
#define TBTOP_SOAK_PICTURE_H

#include "model/store.h"

#include <stdio.h>

void picture_take(struct str *out, const struct store *store);
/* Tells the first line in which they differ, with those around it. */
void picture_print_difference(const char *live, const char *cold, FILE *to);

#endif
