#include "cmd/expression.h"

#include "cmd/message.h"
#include "model/pattern_fault.h"

bool expression_compile(struct expression *expression, const char *option, const char *text)
{
	*expression = (struct expression){.regexp = text ? regexp_new(slice_of(text), 0, NULL) : NULL};
	if (!text || expression->regexp)
		return true;
	struct str what = {0}, why = {0};
	str_printf(&what, "%s %s", option, text);
	pattern_fault_say(pattern_fault(text), &why);
	message(str_text(&what), str_text(&why));
	str_fini(&what);
	str_fini(&why);
	return false;
}

bool expression_matches(const struct expression *expression, struct slice name)
{
	return !expression->regexp || regexp_matches(expression->regexp, name);
}

void expression_fini(struct expression *expression)
{
	regexp_free(expression->regexp);
}
