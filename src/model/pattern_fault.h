/* What is wrong with a regular expression, and from where on: base/regexp tells what alone. */
#ifndef TBTOP_MODEL_PATTERN_FAULT_H
#define TBTOP_MODEL_PATTERN_FAULT_H

#include "base/str.h"

struct pattern_fault {
	const char *what; /* static: "( is not closed"; NULL: it is well-formed */
	int at;           /* the character where it begins, counted from 1; 0: it was too long to be looked for */
};
/* O(length²) of one that is ill-formed. */
struct pattern_fault pattern_fault(const char *text);
/* "( is not closed at character 3", appended. Of one that there is. */
void pattern_fault_say(struct pattern_fault fault, struct str *out);

#endif
