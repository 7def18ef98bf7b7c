/*
 * A line of a choice's text: words apart by blanks, names escaped (%20), so that
 * any bytes come back. For choice_text.c and what it is made of.
 */
#ifndef TBTOP_MODEL_CHOICE_LINE_H
#define TBTOP_MODEL_CHOICE_LINE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define LINE_WORDS 8
#define NAME_BYTES 65536 /* longer ones are not kept: they come from hostile files */

/* A line's words; those of names are still escaped. */
struct words {
	struct slice items[LINE_WORDS];
	int count;
};

void line_write_name(struct str *out, struct slice name);
/* False when the escapes are damaged. */
bool line_read_name(struct slice word, struct str *out);
/* The same as a C string: a name with a NUL is no text that a person typed. */
bool line_read_text(struct slice word, struct str *out);
bool line_word_is(struct slice word, const char *text);
bool line_read_number(struct slice word, double *out);
/* A whole number from 0 to `most`. */
bool line_read_small(struct slice word, uint8_t most, uint8_t *out);
/* The number of the second of two words among names; -1 when it is none of them. */
int line_find_word(const struct words *words, const char *const *names, int count);
void line_write(struct str *out, const char *word, const char *text);
bool line_read_tag(const struct words *words, int at, struct str *out);

#endif
