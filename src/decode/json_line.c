#include "decode/json_line.h"

#include "base/alloc.h"
#include "base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct parse {
	struct json_line *line;
	const char *begin, *at, *end;
	struct str name; /* of the object that is open */
	int depth;
	const char *wrong; /* what is, at `at`; NULL while nothing is */
};

static bool fail(struct parse *parse, const char *wrong)
{
	if (!parse->wrong)
		parse->wrong = wrong;
	return false;
}

static void skip_blanks(struct parse *parse)
{
	while (parse->at < parse->end && *parse->at && strchr(" \t\r\n", *parse->at))
		parse->at++;
}

/* The next byte that is no blank; 0 at the end. */
static char peek(struct parse *parse)
{
	skip_blanks(parse);
	return parse->at < parse->end ? *parse->at : '\0';
}

static bool take(struct parse *parse, char c)
{
	if (peek(parse) != c || parse->at == parse->end)
		return false;
	parse->at++;
	return true;
}

/* ---- Strings -------------------------------------------------------------------- */

static bool take_hex(struct parse *parse, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, parse->at++) {
		static const char digits[] = "0123456789abcdef";
		char c = parse->at < parse->end ? *parse->at : '\0';
		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		const char *digit = c ? strchr(digits, c) : NULL;
		if (!digit)
			return fail(parse, "four hexadecimal digits belong after \\u");
		*out = *out << 4 | (uint32_t)(digit - digits);
	}
	return true;
}

static bool is_between(uint32_t code, uint32_t first, uint32_t last)
{
	return code >= first && code <= last;
}

/* Behind \u; a surrogate that has no other half is U+FFFD. */
static bool take_code(struct parse *parse, struct str *out)
{
	char bytes[4];
	uint32_t code, low;
	if (!take_hex(parse, &code))
		return false;
	if (is_between(code, 0xd800, 0xdbff) && parse->end - parse->at >= 6 && !memcmp(parse->at, "\\u", 2)) {
		const char *second = parse->at;
		parse->at += 2;
		if (!take_hex(parse, &low))
			return false;
		if (is_between(low, 0xdc00, 0xdfff))
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		else
			parse->at = second;
	}
	if (is_between(code, 0xd800, 0xdfff))
		code = 0xfffd;
	str_append(out, bytes, text_encode(code, bytes));
	return true;
}

static bool take_escape(struct parse *parse, struct str *out)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char c = parse->at < parse->end ? *parse->at : '\0';
	const char *letter = c ? strchr(letters, c) : NULL;
	if (c != 'u' && !letter)
		return fail(parse, "no such escape");
	parse->at++;
	if (c == 'u')
		return take_code(parse, out);
	str_append_char(out, meant[letter - letters]);
	return true;
}

/* The rest of a string, to its closing quote. */
static bool take_string(struct parse *parse, struct str *out)
{
	if ((size_t)(parse->end - parse->at) > JSON_LINE_BYTES - parse->line->bytes.length)
		return fail(parse, "names and strings are too long");
	while (parse->at < parse->end && *parse->at != '"') {
		const char *plain = parse->at;
		while (parse->at < parse->end && *parse->at != '"' && *parse->at != '\\')
			parse->at++;
		str_append(out, plain, (size_t)(parse->at - plain));
		if (parse->at < parse->end && *parse->at == '\\') {
			parse->at++;
			if (!take_escape(parse, out))
				return false;
		}
	}
	if (parse->at == parse->end)
		return fail(parse, "a string has no end");
	parse->at++;
	return true;
}

/* ---- Numbers and words ----------------------------------------------------------- */

static bool take_word(struct parse *parse, const char *word)
{
	size_t length = strlen(word);
	if ((size_t)(parse->end - parse->at) < length || memcmp(parse->at, word, length))
		return false;
	parse->at += length;
	return true;
}

static bool take_digits(struct parse *parse)
{
	const char *first = parse->at;
	while (parse->at < parse->end && *parse->at >= '0' && *parse->at <= '9')
		parse->at++;
	return parse->at > first;
}

/* By the grammar first: strtod takes more than that. */
static bool take_number(struct parse *parse, double *out)
{
	const char *first = parse->at;
	if (take_word(parse, "NaN")) {
		*out = NAN;
		return true;
	}
	bool minus = take_word(parse, "-");
	if (take_word(parse, "Infinity")) {
		*out = minus ? -INFINITY : INFINITY;
		return true;
	}
	const char *whole = parse->at;
	if (!take_digits(parse) || (*whole == '0' && parse->at > whole + 1))
		return fail(parse, "a value is missing");
	if (take_word(parse, ".") && !take_digits(parse))
		return fail(parse, "a digit belongs after the point");
	if (take_word(parse, "e") || take_word(parse, "E")) {
		if (!take_word(parse, "+"))
			take_word(parse, "-");
		if (!take_digits(parse))
			return fail(parse, "a digit belongs after the e");
	}
	*out = strtod(first, NULL);
	return isfinite(*out) || fail(parse, "a number is too large");
}

bool json_line_number(struct slice text, double *out)
{
	struct parse parse = {.begin = text.data, .at = text.data, .end = text.data + text.length};
	return text.length && take_number(&parse, out) && parse.at == parse.end;
}

/* ---- What a line holds ------------------------------------------------------------ */

static struct json_part part_of(struct json_line *line, struct slice text)
{
	struct json_part part = {line->bytes.length, text.length};
	str_append_slice(&line->bytes, text);
	return part;
}

struct slice json_line_text(const struct json_line *line, struct json_part part)
{
	return slice_make(str_text(&line->bytes) + part.at, part.length);
}

/* A string among the bytes. */
static bool take_part(struct parse *parse, struct json_part *out)
{
	out->at = parse->line->bytes.length;
	bool good = take_string(parse, &parse->line->bytes);
	out->length = parse->line->bytes.length - out->at;
	return good;
}

/* NULL when there are too many, or no memory. */
static struct json_item *add_item(struct parse *parse)
{
	struct json_line *line = parse->line;
	if (line->count >= JSON_LINE_VALUES || parse->name.length > JSON_LINE_BYTES - line->bytes.length) {
		fail(parse, "too many values");
		return NULL;
	}
	if (!array_reserve(&line->items, &line->capacity, line->count + 1)) {
		fail(parse, "out of memory");
		return NULL;
	}
	struct json_item *item = &line->items[line->count++];
	*item = (struct json_item){.name = part_of(line, str_slice(&parse->name))};
	return item;
}

static bool add_number(struct parse *parse, double number)
{
	struct json_line *line = parse->line;
	if (line->number_count >= JSON_LINE_VALUES)
		return fail(parse, "too many values");
	if (!array_reserve(&line->numbers, &line->number_capacity, line->number_count + 1))
		return fail(parse, "out of memory");
	line->numbers[line->number_count++] = number;
	return true;
}

static bool add_text(struct parse *parse)
{
	struct json_line *line = parse->line;
	if (line->text_count >= JSON_LINE_VALUES)
		return fail(parse, "too many values");
	if (!array_reserve(&line->texts, &line->text_capacity, line->text_count + 1))
		return fail(parse, "out of memory");
	return take_part(parse, &line->texts[line->text_count++]);
}

/* ---- Values ----------------------------------------------------------------------- */

static bool deeper(struct parse *parse)
{
	return ++parse->depth <= JSON_LINE_DEPTH || fail(parse, "nested too deep");
}

/* What an array has been found to hold. */
struct elements {
	bool numbers, texts, others;
	bool plain, rows, ragged; /* elements beside arrays; arrays; of different lengths */
	size_t row_count, row_length;
};

static bool take_object(struct parse *parse);
static bool take_elements(struct parse *parse, struct elements *found, int rank);

/* Within an array an object is only passed over. */
static bool skip_object(struct parse *parse)
{
	struct json_line *line = parse->line;
	size_t count = line->count, numbers = line->number_count, texts = line->text_count, bytes = line->bytes.length;
	bool good = take_object(parse);
	line->count = count;
	line->number_count = numbers;
	line->text_count = texts;
	line->bytes.length = bytes;
	return good;
}

static bool take_row(struct parse *parse, struct elements *found, int rank)
{
	size_t before = parse->line->number_count + parse->line->text_count;
	if (!take_elements(parse, found, rank + 1))
		return false;
	size_t length = parse->line->number_count + parse->line->text_count - before;
	found->ragged |= rank > 0 || !length || (found->rows && length != found->row_length);
	found->rows = true;
	found->row_length = length;
	found->row_count++;
	return true;
}

static bool take_element(struct parse *parse, struct elements *found, int rank)
{
	double number;
	char c = peek(parse);
	if (c == '[')
		return take_row(parse, found, rank);
	found->plain |= rank == 0;
	if (take(parse, '"')) {
		found->texts = true;
		return add_text(parse);
	}
	if (take_word(parse, "null") || take_word(parse, "true") || take_word(parse, "false")) {
		found->others = true;
		return true;
	}
	if (c == '{') {
		found->others = true;
		return take(parse, '{') && skip_object(parse);
	}
	found->numbers = true;
	return take_number(parse, &number) && add_number(parse, number);
}

/* From the opening bracket to the closing one. */
static bool take_elements(struct parse *parse, struct elements *found, int rank)
{
	if (!deeper(parse) || !take(parse, '['))
		return false;
	bool more = peek(parse) != ']';
	while (more && take_element(parse, found, rank))
		more = take(parse, ',');
	parse->depth--;
	return !parse->wrong && (take(parse, ']') || fail(parse, "a comma or ] is missing"));
}

/* `item` by its number: elements that are objects make the items move. */
static bool take_array(struct parse *parse, size_t number)
{
	struct json_line *line = parse->line;
	struct elements found = {0};
	size_t numbers = line->number_count, texts = line->text_count;
	if (!take_elements(parse, &found, 0))
		return false;
	struct json_item *item = &line->items[number];
	bool uniform = found.numbers != found.texts && !found.others && !found.ragged && found.plain != found.rows;
	item->kind = !uniform ? JSON_OTHER : found.numbers ? JSON_NUMBERS : JSON_TEXTS;
	item->first = found.numbers ? numbers : texts;
	item->count = found.numbers ? line->number_count - numbers : line->text_count - texts;
	item->rows = found.rows ? found.row_count : 0;
	if (!uniform) {
		line->number_count = numbers;
		line->text_count = texts;
	}
	return true;
}

static bool take_plain_number(struct parse *parse, struct json_item *item)
{
	const char *first = parse->at;
	item->kind = JSON_NUMBER;
	if (!take_number(parse, &item->number))
		return false;
	item->text = part_of(parse->line, slice_make(first, (size_t)(parse->at - first)));
	return true;
}

static bool take_item(struct parse *parse)
{
	struct json_item *item = add_item(parse);
	if (!item)
		return false;
	switch (peek(parse)) {
	case '[':
		return take_array(parse, (size_t)(item - parse->line->items));
	case '"':
		item->kind = JSON_TEXT;
		return take(parse, '"') && take_part(parse, &item->text);
	case 't':
	case 'f':
		item->kind = JSON_BOOL;
		item->number = *parse->at == 't';
		return take_word(parse, "true") || take_word(parse, "false") || fail(parse, "a value is missing");
	case 'n':
		return take_word(parse, "null") || fail(parse, "a value is missing");
	default:
		return take_plain_number(parse, item);
	}
}

static bool take_member(struct parse *parse)
{
	size_t outer = parse->name.length;
	if (!take(parse, '"'))
		return fail(parse, "a name in quotes is missing");
	if (outer)
		str_append_char(&parse->name, '/');
	bool good = take_string(parse, &parse->name);
	if (good && !take(parse, ':'))
		good = fail(parse, "a colon is missing");
	if (good)
		good = take(parse, '{') ? take_object(parse) : take_item(parse);
	parse->name.length = outer;
	return good;
}

/* From behind the opening brace to the closing one. */
static bool take_object(struct parse *parse)
{
	if (!deeper(parse))
		return false;
	bool more = peek(parse) != '}';
	while (more && take_member(parse))
		more = take(parse, ',');
	parse->depth--;
	return !parse->wrong && (take(parse, '}') || fail(parse, "a comma or } is missing"));
}

static bool take_line(struct parse *parse)
{
	if (!take(parse, '{'))
		return fail(parse, "an object in braces is missing");
	if (!take_object(parse))
		return false;
	skip_blanks(parse);
	return parse->at == parse->end || fail(parse, "something stands behind the object");
}

static void forget(struct json_line *line)
{
	line->count = line->number_count = line->text_count = 0;
	str_clear(&line->bytes);
}

bool json_line_read(struct json_line *line, struct slice text, struct str *why)
{
	struct parse parse = {.line = line, .begin = text.data, .at = text.data, .end = text.data + text.length};
	forget(line);
	bool good = take_line(&parse);
	if (!good) {
		forget(line);
		str_printf(why, "column %zu: %s", (size_t)(parse.at - parse.begin) + 1, parse.wrong);
	}
	str_fini(&parse.name);
	return good;
}

void json_line_fini(struct json_line *line)
{
	free(line->items);
	free(line->numbers);
	free(line->texts);
	str_fini(&line->bytes);
	*line = (struct json_line){0};
}
