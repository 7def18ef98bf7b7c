#include "decode/projector.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* ---- Protobuf's text form ------------------------------------------------------------------ */

enum { DEPTH_MOST = 32 };

enum token { TOKEN_END, TOKEN_WORD, TOKEN_TEXT, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_LIST, TOKEN_LIST_END, TOKEN_COLON,
             TOKEN_DIVIDER, TOKEN_BAD };

struct scanner {
	struct slice rest;
	struct slice word; /* of a WORD */
	struct str text;   /* of a TEXT: pieces beside each other are one */
};

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("_.+-", c));
}

static void skip(struct scanner *scanner, size_t count)
{
	scanner->rest = slice_make(scanner->rest.data + count, scanner->rest.length - count);
}

static void skip_blanks(struct scanner *scanner)
{
	while (scanner->rest.length) {
		char c = *scanner->rest.data;
		const char *end = c == '#' ? memchr(scanner->rest.data, '\n', scanner->rest.length) : NULL;
		if (c == '#')
			skip(scanner, end ? (size_t)(end - scanner->rest.data) : scanner->rest.length);
		else if (c == ' ' || (c >= '\t' && c <= '\r'))
			skip(scanner, 1);
		else
			return;
	}
}

static int digit_of(char c, unsigned base)
{
	int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
	return digit < (int)base ? digit : -1;
}

/* Up to `most` digits that stand here. */
static unsigned take_digits(struct scanner *scanner, unsigned base, int most)
{
	unsigned value = 0;
	for (int i = 0; i < most && scanner->rest.length && digit_of(*scanner->rest.data, base) >= 0; i++) {
		value = value * base + (unsigned)digit_of(*scanner->rest.data, base);
		skip(scanner, 1);
	}
	return value;
}

/* What stands behind a backslash. */
static void take_escape(struct scanner *scanner)
{
	static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
	char c = *scanner->rest.data;
	const char *known = c ? strchr(from, c) : NULL;
	if (digit_of(c, 8) >= 0) {
		str_append_char(&scanner->text, (char)take_digits(scanner, 8, 3));
		return;
	}
	skip(scanner, 1);
	if (c == 'x')
		str_append_char(&scanner->text, (char)take_digits(scanner, 16, 2));
	else
		str_append_char(&scanner->text, known ? to[known - from] : c);
}

static bool take_text(struct scanner *scanner)
{
	char quote = *scanner->rest.data;
	skip(scanner, 1);
	while (scanner->rest.length && *scanner->rest.data != quote) {
		char c = *scanner->rest.data;
		if (c == '\n')
			return false;
		skip(scanner, 1);
		if (c != '\\')
			str_append_char(&scanner->text, c);
		else if (scanner->rest.length)
			take_escape(scanner);
	}
	if (!scanner->rest.length)
		return false;
	skip(scanner, 1);
	return true;
}

static enum token take_texts(struct scanner *scanner)
{
	str_clear(&scanner->text);
	do {
		if (!take_text(scanner))
			return TOKEN_BAD;
		skip_blanks(scanner);
	} while (scanner->rest.length && strchr("\"'", *scanner->rest.data) && *scanner->rest.data);
	return TOKEN_TEXT;
}

static enum token next(struct scanner *scanner)
{
	static const char signs[] = "{<}>[]:,;";
	static const enum token tokens[] = {TOKEN_OPEN, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_CLOSE, TOKEN_LIST, TOKEN_LIST_END,
	                                    TOKEN_COLON, TOKEN_DIVIDER, TOKEN_DIVIDER};
	skip_blanks(scanner);
	if (!scanner->rest.length)
		return TOKEN_END;
	char c = *scanner->rest.data;
	if (c == '"' || c == '\'')
		return take_texts(scanner);
	const char *sign = c ? strchr(signs, c) : NULL;
	if (sign) {
		skip(scanner, 1);
		return tokens[sign - signs];
	}
	size_t length = 0;
	while (length < scanner->rest.length && is_word(scanner->rest.data[length]))
		length++;
	scanner->word = slice_make(scanner->rest.data, length);
	skip(scanner, length);
	return length ? TOKEN_WORD : TOKEN_BAD;
}

/* ---- The configuration ------------------------------------------------------------------------ */

struct config_reader {
	struct scanner scanner;
	struct projector_config *out;
	struct embedding_info *inside; /* NULL at the top */
	int depth;
};

static bool is_name(const struct slice name, const char *wanted)
{
	return slice_equal(name, slice_of(wanted));
}

static void set_text(struct str *out, const struct str *text)
{
	str_clear(out);
	str_append_slice(out, str_slice(text));
}

static void take_string(struct config_reader *reader, struct slice name)
{
	const struct str *text = &reader->scanner.text;
	if (reader->depth == 0 && is_name(name, "model_checkpoint_path"))
		set_text(&reader->out->checkpoint, text);
	if (reader->depth != 1 || !reader->inside)
		return;
	if (is_name(name, "tensor_name"))
		set_text(&reader->inside->name, text);
	else if (is_name(name, "tensor_path"))
		set_text(&reader->inside->tensor_path, text);
	else if (is_name(name, "metadata_path"))
		set_text(&reader->inside->metadata_path, text);
}

static void take_number(struct config_reader *reader, struct slice name)
{
	uint64_t value = 0;
	struct slice word = reader->scanner.word;
	if (reader->depth != 1 || !reader->inside || !is_name(name, "tensor_shape"))
		return;
	for (size_t i = 0; i < word.length && value <= UINT32_MAX; i++)
		value = digit_of(word.data[i], 10) >= 0 ? value * 10 + (uint64_t)digit_of(word.data[i], 10) : UINT64_MAX;
	if (reader->inside->shape_count < 2)
		reader->inside->shape[reader->inside->shape_count] = value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
	reader->inside->shape_count++;
}

static enum status read_fields(struct config_reader *reader, enum token end);

static enum status read_message(struct config_reader *reader, struct slice name)
{
	struct embedding_info *outer = reader->inside;
	if (reader->depth == DEPTH_MOST)
		return STATUS_LIMIT;
	if (reader->depth == 0 && is_name(name, "embeddings")) {
		if (reader->out->count == PROJECTOR_EMBEDDINGS_MOST)
			return STATUS_LIMIT;
		if (!array_reserve(&reader->out->items, &reader->out->capacity, reader->out->count + 1))
			return STATUS_NO_MEMORY;
		reader->inside = &reader->out->items[reader->out->count++];
		*reader->inside = (struct embedding_info){0};
	}
	reader->depth++;
	enum status status = read_fields(reader, TOKEN_CLOSE);
	reader->depth--;
	reader->inside = outer;
	return status;
}

static enum status read_value(struct config_reader *reader, struct slice name, enum token token)
{
	switch (token) {
	case TOKEN_TEXT: take_string(reader, name); return STATUS_OK;
	case TOKEN_WORD: take_number(reader, name); return STATUS_OK;
	case TOKEN_OPEN: return read_message(reader, name);
	default: return STATUS_CORRUPT;
	}
}

/* "[1, 2]", or values with commas between. */
static enum status read_list(struct config_reader *reader, struct slice name)
{
	for (;;) {
		enum token token = next(&reader->scanner);
		if (token == TOKEN_LIST_END)
			return STATUS_OK;
		enum status status = token == TOKEN_DIVIDER ? STATUS_OK : read_value(reader, name, token);
		if (status)
			return status;
	}
}

static enum status read_fields(struct config_reader *reader, enum token end)
{
	for (;;) {
		enum token token = next(&reader->scanner);
		if (token == end)
			return STATUS_OK;
		if (token == TOKEN_DIVIDER)
			continue;
		if (token != TOKEN_WORD)
			return STATUS_CORRUPT;
		struct slice name = reader->scanner.word;
		token = next(&reader->scanner);
		if (token == TOKEN_COLON)
			token = next(&reader->scanner);
		enum status status = token == TOKEN_LIST ? read_list(reader, name) : read_value(reader, name, token);
		if (status)
			return status;
	}
}

enum status decode_projector_config(struct slice text, struct projector_config *out)
{
	struct config_reader reader = {.scanner.rest = text, .out = out};
	*out = (struct projector_config){0};
	if (text.length > PROJECTOR_CONFIG_MOST)
		return STATUS_LIMIT;
	enum status status = read_fields(&reader, TOKEN_END);
	str_fini(&reader.scanner.text);
	return status;
}

/* ---- Labels ------------------------------------------------------------------------------------- */

static size_t count_columns(const char *text, size_t length)
{
	size_t columns = 1;
	for (size_t i = 0; i < length && text[i] != '\n'; i++)
		columns += text[i] == '\t';
	return columns;
}

enum status decode_labels(char *text, size_t length, struct labels *out)
{
	*out = (struct labels){.text = text, .length = length, .columns = length ? count_columns(text, length) : 0};
	if (length > PROJECTOR_LABELS_MOST)
		return STATUS_LIMIT;
	bool names = out->columns > 1;
	for (size_t at = 0; at < length;) {
		const char *end = memchr(text + at, '\n', length - at);
		if (!names && !array_reserve(&out->rows, &out->capacity, out->count + 1))
			return STATUS_NO_MEMORY;
		if (!names)
			out->rows[out->count++] = at;
		names = false;
		at = end ? (size_t)(end - text) + 1 : length;
	}
	return STATUS_OK;
}

/* ---- Vectors ------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static enum status add_number(struct vectors_reader *reader, struct vectors *out)
{
	char *end;
	reader->word[reader->length] = '\0';
	float value = strtof(reader->word, &end);
	if (*end || end == reader->word)
		return STATUS_CORRUPT;
	size_t at = out->rows * (out->rows ? out->columns : 0) + reader->column;
	if (at >= PROJECTOR_VALUES_MOST)
		return STATUS_LIMIT;
	if (out->rows && reader->column >= out->columns)
		return STATUS_CORRUPT;
	if (!array_reserve(&out->values, &out->capacity, at + 1))
		return STATUS_NO_MEMORY;
	out->values[at] = value;
	reader->column++;
	reader->length = 0;
	return STATUS_OK;
}

static enum status end_row(struct vectors_reader *reader, struct vectors *out)
{
	if (!reader->column)
		return STATUS_OK; /* an empty line */
	if (out->rows && reader->column != out->columns)
		return STATUS_CORRUPT;
	out->columns = reader->column;
	out->rows++;
	reader->column = 0;
	return STATUS_OK;
}

enum status vectors_read(struct vectors_reader *reader, struct slice piece, struct vectors *out)
{
	for (size_t i = 0; i < piece.length; i++) {
		char c = piece.data[i];
		enum status status = STATUS_OK;
		if (!is_blank(c) && c != '\n') {
			if (reader->length == sizeof reader->word - 1)
				return STATUS_CORRUPT;
			reader->word[reader->length++] = c;
			continue;
		}
		if (reader->length)
			status = add_number(reader, out);
		if (!status && c == '\n')
			status = end_row(reader, out);
		if (status)
			return status;
	}
	return STATUS_OK;
}

enum status vectors_end(struct vectors_reader *reader, struct vectors *out)
{
	enum status status = reader->length ? add_number(reader, out) : STATUS_OK;
	return status ? status : end_row(reader, out);
}
