#include "cmd/expression.h"

#include "base/alloc.h"
#include "base/ere.h"
#include "cmd/message.h"

#include <stdlib.h>

bool expression_compile(struct expression *expression, const char *option, const char *text)
{
	*expression = (struct expression){.there = text};
	if (!text)
		return true;
	int error = ere_make(&expression->compiled, text, REG_NOSUB);
	if (!error)
		return true;
	char reason[256];
	struct str what = {0};
	regerror(error, &expression->compiled, reason, sizeof reason);
	str_printf(&what, "%s %s", option, text);
	message(str_text(&what), reason);
	str_fini(&what);
	expression->there = false;
	return false;
}

bool expression_matches(const struct expression *expression, struct slice name)
{
	if (!expression->there)
		return true;
	char *text = xmemdup0(name.data, name.length);
	bool matches = !regexec(&expression->compiled, text, 0, NULL, 0);
	free(text);
	return matches;
}

void expression_fini(struct expression *expression)
{
	if (expression->there)
		regfree(&expression->compiled);
}
