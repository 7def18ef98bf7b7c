#include "model/pattern_fault.h"

#include "base/regexp.h"

#include <stdbool.h>
#include <string.h>

#define LOOKED_THROUGH 200 /* bytes: what a person types */

/* NULL: it is well-formed. */
static const char *fault_of(const char *text)
{
	const char *why = NULL;
	regexp_free(regexp_new(slice_of(text), 0, &why));
	return why;
}

static bool begins_character(char byte)
{
	return ((unsigned char)byte & 0xC0) != 0x80;
}

/* From where on it is wrong in this way, however much of it is typed. */
static int find(const char *text, const char *fault)
{
	char part[LOOKED_THROUGH + 1];
	size_t length = strlen(text), from = length;
	int at = 1;
	if (length > LOOKED_THROUGH)
		return 0;
	memcpy(part, text, length + 1);
	for (size_t end = length; end-- > 1;) {
		part[end] = '\0';
		if (!begins_character(text[end]))
			continue;
		if (fault_of(part) != fault)
			break;
		from = end;
	}
	for (size_t i = 1; i < from; i++)
		at += begins_character(text[i]);
	return at;
}

struct pattern_fault pattern_fault(const char *text)
{
	const char *fault = fault_of(text);
	return (struct pattern_fault){fault, fault ? find(text, fault) : 0};
}

void pattern_fault_say(struct pattern_fault fault, struct str *out)
{
	str_append_text(out, fault.what);
	if (fault.at)
		str_printf(out, " at character %d", fault.at);
}
