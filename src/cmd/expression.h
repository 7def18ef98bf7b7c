/* --run and --tag: regular expressions, found anywhere in a name. */
#ifndef TBTOP_CMD_EXPRESSION_H
#define TBTOP_CMD_EXPRESSION_H

#include "base/regexp.h"

/* Everything when it is not there. */
struct expression {
	struct regexp *regexp;
};

/* `text` may be NULL. False after a message: it is ill-formed. */
bool expression_compile(struct expression *expression, const char *option, const char *text);
bool expression_matches(const struct expression *expression, struct slice name);
void expression_fini(struct expression *expression);

#endif
