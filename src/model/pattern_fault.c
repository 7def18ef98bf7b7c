#include "model/pattern_fault.h"

#include "base/ere.h"

#include <stdbool.h>
#include <string.h>

#define LOOKED_THROUGH 200 /* bytes: what a person types */

/* glibc has another error for a [ that ends the text. */
static int compile(const char *text)
{
	regex_t regex;
	int error = ere_make(&regex, text, REG_NOSUB);
	if (!error)
		regfree(&regex);
	return error == REG_BADPAT && strchr(text, '[') ? REG_EBRACK : error;
}

static const char *words(int error)
{
	switch (error) {
	case REG_EPAREN: return "( is not closed";
	case REG_EBRACK: return "[ is not closed";
	case REG_EBRACE: return "{ is not closed";
	case REG_EESCAPE: return "nothing follows \\";
	case REG_BADRPT: return "there is nothing to repeat";
	case REG_BADBR: return "no such number of times";
	case REG_ERANGE: return "the range ends before it begins";
	case REG_ECTYPE: return "no such class of characters";
	case REG_ECOLLATE: return "no such character";
	case REG_ESUBREG: return "no such group";
	case REG_ESPACE: return "it is too large";
	default: return "something is not matched"; /* the ) that closes nothing: not every system has a code for it */
	}
}

static bool begins_character(char byte)
{
	return ((unsigned char)byte & 0xC0) != 0x80;
}

/* From where on it is wrong in this way, however much of it is typed. */
static int find(const char *text, int error)
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
		if (compile(part) != error)
			break;
		from = end;
	}
	for (size_t i = 1; i < from; i++)
		at += begins_character(text[i]);
	return at;
}

struct pattern_fault pattern_fault(const char *text)
{
	int error = text[0] ? compile(text) : 0;
	if (!error)
		return (struct pattern_fault){0};
	return (struct pattern_fault){words(error), find(text, error)};
}

void pattern_fault_say(struct pattern_fault fault, struct str *out)
{
	str_append_text(out, fault.what);
	if (fault.at)
		str_printf(out, " at character %d", fault.at);
}
