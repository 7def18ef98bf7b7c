#include "model/choice_line.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void line_write_name(struct str *out, struct slice name)
{
	for (size_t i = 0; i < name.length; i++) {
		unsigned char byte = (unsigned char)name.data[i];
		if (byte <= ' ' || byte >= 0x7F || byte == '%')
			str_printf(out, "%%%02X", byte);
		else
			str_append_char(out, (char)byte);
	}
}

bool line_read_name(struct slice word, struct str *out)
{
	for (size_t i = 0; i < word.length; i++) {
		if (word.data[i] != '%') {
			str_append_char(out, word.data[i]);
			continue;
		}
		int high = i + 2 < word.length ? hex_digit(word.data[i + 1]) : -1;
		int low = i + 2 < word.length ? hex_digit(word.data[i + 2]) : -1;
		if (high < 0 || low < 0)
			return false;
		str_append_char(out, (char)(high * 16 + low));
		i += 2;
	}
	return word.length <= NAME_BYTES;
}

bool line_read_text(struct slice word, struct str *out)
{
	return line_read_name(word, out) && strlen(str_text(out)) == out->length;
}

bool line_word_is(struct slice word, const char *text)
{
	return slice_equal(word, slice_of(text));
}

bool line_read_number(struct slice word, double *out)
{
	char text[NUMBER_SIZE], *end;
	if (!word.length || word.length >= sizeof text)
		return false;
	memcpy(text, word.data, word.length);
	text[word.length] = '\0';
	*out = strtod(text, &end);
	return !*end && isfinite(*out);
}

bool line_read_small(struct slice word, uint8_t most, uint8_t *out)
{
	double number;
	if (!line_read_number(word, &number) || number < 0 || number > most || number != floor(number))
		return false;
	*out = (uint8_t)number;
	return true;
}

int line_find_word(const struct words *words, const char *const *names, int count)
{
	for (int i = 0; i < count && words->count == 2; i++)
		if (line_word_is(words->items[1], names[i]))
			return i;
	return -1;
}

void line_write(struct str *out, const char *word, const char *text)
{
	if (!*text)
		return;
	str_printf(out, "%s ", word);
	line_write_name(out, slice_of(text));
	str_append_char(out, '\n');
}

bool line_read_tag(const struct words *words, int at, struct str *out)
{
	return words->count > at && line_read_text(words->items[at], out) && out->length;
}
