/*
 * A line of JSON Lines as values by name: objects within objects become names
 * joined by '/', arrays keep their elements. JSON (RFC 8259) with what those
 * who write logs put into it: NaN, Infinity and -Infinity without quotes, as
 * Python's json.dumps has them, and control characters within strings. Pure.
 */
#ifndef TBTOP_DECODE_JSON_LINE_H
#define TBTOP_DECODE_JSON_LINE_H

#include "base/str.h"

/* A line with more is refused as a whole. */
#define JSON_LINE_DEPTH 64
#define JSON_LINE_VALUES ((size_t)1 << 20) /* items, and elements of arrays */
#define JSON_LINE_BYTES ((size_t)64 << 20) /* of names and strings */

enum json_kind {
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,
	JSON_TEXT,
	JSON_NUMBERS, /* an array of numbers, */
	JSON_TEXTS,   /* of strings: one element at least */
	JSON_OTHER,   /* an array of anything else, or of nothing */
};

/* Where a name or a string lies: json_line_text. */
struct json_part {
	size_t at, length;
};

struct json_item {
	enum json_kind kind;
	struct json_part name; /* joined */
	double number;         /* of JSON_NUMBER; 0 or 1 of JSON_BOOL */
	struct json_part text; /* of JSON_TEXT, without escapes; of JSON_NUMBER as it was written */
	size_t first, count;   /* elements of an array: of `numbers` or of `texts` */
	size_t rows;           /* of an array of arrays of one length each; 0 for a plain array */
};

/* What a line holds, until the next one. Zeroed at the start; its memory is used again. */
struct json_line {
	struct json_item *items;
	double *numbers;
	struct json_part *texts;
	size_t count, number_count, text_count;
	size_t capacity, number_capacity, text_capacity;
	struct str bytes; /* of names and strings */
};

/*
 * Reads one object. text.data[text.length] must be there and no part of a
 * number. False with `why` (one line, "column 7: …") when it is no object as above: `line` holds nothing then.
 */
bool json_line_read(struct json_line *line, struct slice text, struct str *why);
/* Borrowed until the next line; not NUL-terminated. */
struct slice json_line_text(const struct json_line *line, struct json_part part);
/* A number as JSON has it, or one of the three names, and nothing else. `text` as above. */
bool json_line_number(struct slice text, double *out);
void json_line_fini(struct json_line *line);

#endif
