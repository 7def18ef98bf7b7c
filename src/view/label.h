/* A name from a file as it is shown: cleaned, cut to a number of columns, in a buffer of fixed size. */
#ifndef TBTOP_VIEW_LABEL_H
#define TBTOP_VIEW_LABEL_H

#include "base/picoseconds.h"
#include "base/text.h"

#include <stdarg.h>
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
/*
 * How names that stand below each other are cut, so that the fewest look alike: in the middle when that tells
 * them apart, else the nearest to it that does so, else without what all that are cut share at either end.
 */
struct label_cut {
	int shift;            /* columns by which it lies behind the middle */
	size_t before, after; /* bytes that are left out at either end */
};
/* O(count²). */
struct label_cut label_cut_apart(const struct slice *names, size_t count, int columns);
/* The name whole where it fits, else cut so. */
void label_name_cut(struct label *label, struct slice name, int columns, const struct label_cut *cut);
/* For people: 1.234 µs. */
void label_time(struct label *label, picoseconds time);
void label_format(struct label *label, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As label_format, of arguments that somebody else was given; cleaned, as they may be from anywhere. */
void label_clean_format(struct label *label, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
struct slice label_slice(const struct label *label);

#endif
