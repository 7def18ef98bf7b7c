#include "read/version.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "brain.Event:"
#define NUMBER_LONGEST 64 /* bytes; no version has more */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

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

/* Copies a number without the underscores that Python allows between two digits. False where there is another. */
static bool copy_number(char *out, struct slice number)
{
	for (size_t i = 0; i < number.length; i++) {
		if (number.data[i] != '_')
			*out++ = number.data[i];
		else if (!i || i + 1 == number.length || !is_digit(number.data[i - 1]) || !is_digit(number.data[i + 1]))
			return false;
	}
	*out = '\0';
	return true;
}

double version_parse(struct slice text)
{
	struct slice number = trimmed(after_prefix(text));
	char buffer[NUMBER_LONGEST + 1], *end;
	/* A NUL would end the number too early. */
	if (!number.length || number.length > NUMBER_LONGEST || memchr(number.data, '\0', number.length))
		return -1;
	/* Python has no hexadecimal floats and no "nan(…)". */
	if (!copy_number(buffer, number) || strpbrk(buffer, "xX("))
		return -1;
	double version = strtod(buffer, &end);
	return *end ? -1 : version;
}
