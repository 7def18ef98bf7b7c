/* --run and --tag: extended regular expressions, found anywhere in a name. */
#ifndef TBTOP_CMD_EXPRESSION_H
#define TBTOP_CMD_EXPRESSION_H

#include "base/str.h"

#include <regex.h>

/* Everything when it is not there. */
struct expression {
	bool there;
	regex_t compiled;
};

/* `text` may be NULL. False after a message: it is ill-formed. */
bool expression_compile(struct expression *expression, const char *option, const char *text);
/* A name with a NUL is looked at up to there: POSIX has no other way. */
bool expression_matches(const struct expression *expression, struct slice name);
void expression_fini(struct expression *expression);

#endif
