#include "read/version.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "brain.Event:"
#define NUMBER_LONGEST 64 /* bytes; no version has more */

static struct slice after_prefix(struct slice text)
{
	size_t prefix = sizeof PREFIX - 1;
	for (size_t at = text.length; at >= prefix; at--)
		if (!memcmp(text.data + at - prefix, PREFIX, prefix))
			return slice_make(text.data + at, text.length - at);
	return text;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct slice trimmed(struct slice text)
{
	while (text.length && is_blank(text.data[text.length - 1]))
		text.length--;
	while (text.length && is_blank(text.data[0]))
		text = slice_make(text.data + 1, text.length - 1);
	return text;
}

double version_parse(struct slice text)
{
	struct slice number = trimmed(after_prefix(text));
	char buffer[NUMBER_LONGEST + 1];
	if (!number.length || number.length > NUMBER_LONGEST)
		return -1;
	memcpy(buffer, number.data, number.length);
	buffer[number.length] = '\0';
	/* Python has no hexadecimal floats and no "nan(…)"; a NUL ends the number too early. */
	if (strlen(buffer) != number.length || strpbrk(buffer, "xX("))
		return -1;
	char *end;
	double version = strtod(buffer, &end);
	return end == buffer + number.length ? version : -1;
}
