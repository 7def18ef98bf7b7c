/*
 * Series that a person derives from others: "gap = val/loss - train/loss". The
 * tag is derived/NAME; reckon.h keeps its points up to date.
 *   NAME = A / B      NAME = A - B      at steps that both have
 *   NAME = rate(A)    what A gains from a point to the next, per step
 *   NAME = rate(A, s) the same, per second
 * Names of tags hold any of these signs: operators stand between blanks.
 */
#ifndef TBTOP_MODEL_FORMULA_H
#define TBTOP_MODEL_FORMULA_H

#include "base/str.h"

#include <stdbool.h>

#define FORMULAS 16 /* at most */
#define FORMULA_NAME 64 /* bytes of NAME at most */
#define FORMULA_GROUP "derived/"

enum formula_rule { FORMULA_RATIO, FORMULA_DIFFERENCE, FORMULA_RATE, FORMULA_RATE_SECONDS };

struct formula {
	enum formula_rule rule;
	char *tag;   /* derived/NAME */
	char *a, *b; /* tags; b is NULL in a rate */
};

/* False, and nothing made, when it is ill-formed. */
bool formula_parse(struct formula *out, const char *text);
/* As it is typed: "NAME = A / B". */
void formula_write(const struct formula *formula, struct str *out);
/* What it does, without the name: "A / B". */
void formula_say(const struct formula *formula, struct str *out);
/* Why a run that has its sources may have no point of it: "no step has both A and B". */
void formula_say_none(const struct formula *formula, struct str *out);
bool formula_equal(const struct formula *a, const struct formula *b);
void formula_copy(struct formula *out, const struct formula *from);
void formula_fini(struct formula *formula);

struct formulas {
	struct formula items[FORMULAS];
	size_t count;
};

/* That of a tag, "derived/NAME"; NULL without. */
const struct formula *formulas_find(const struct formulas *formulas, struct slice tag);
/* "NAME = …" is put in the place of NAME's, or added; "NAME off" is taken away. False: ill-formed, or no room. */
bool formulas_set(struct formulas *formulas, const char *text);
void formulas_copy(struct formulas *out, const struct formulas *from);
void formulas_fini(struct formulas *formulas);

#endif
