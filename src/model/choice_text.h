/*
 * A choice as text, so that it outlives the process: a line for each thing that
 * was chosen, "WORD VALUE ...", words apart by blanks. Names are escaped (%20),
 * so that any bytes come back. What is as it is in a new choice has no line.
 * Freezing is not kept: a program that starts frozen shows nothing.
 *
 * A new field of the choice is kept by one row of the table in choice_text.c.
 */
#ifndef TBTOP_MODEL_CHOICE_TEXT_H
#define TBTOP_MODEL_CHOICE_TEXT_H

#include "model/choice.h"

/* Appends it. The same choice gives the same text. */
void choice_write(const struct choice *choice, struct str *out);
/*
 * Puts the lines into a choice that has met no store yet; later lines win. Any
 * bytes may come: lines that are not understood (damaged, or of a newer version)
 * are left out; how many is returned.
 */
uint32_t choice_read(struct choice *choice, struct slice text);

#endif
