#define _XOPEN_SOURCE 700 /* wcwidth */

#include "base/text.h"

#include <wchar.h>

#define REPLACEMENT 0xFFFDu
#define DOTTED_CIRCLE 0x25CCu
#define MARKS_PER_BASE 2

/*
 * What may follow a lead byte: how many more bytes, and the range of the first
 * of them (Unicode 15, table 3-7: it is what keeps overlong forms, surrogates
 * and values above U+10FFFF out). False for a byte that can't lead.
 */
static bool lead(unsigned char byte, int *more, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (byte < 0xC2 || byte > 0xF4)
		return false;
	*more = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
	switch (byte) {
	case 0xE0: *low = 0xA0; break;
	case 0xED: *high = 0x9F; break;
	case 0xF0: *low = 0x90; break;
	case 0xF4: *high = 0x8F; break;
	}
	return true;
}

size_t text_decode(struct slice text, uint32_t *code)
{
	const unsigned char *bytes = (const unsigned char *)text.data;
	unsigned char low, high;
	int more;
	if (bytes[0] < 0x80) {
		*code = bytes[0];
		return 1;
	}
	*code = REPLACEMENT;
	if (!lead(bytes[0], &more, &low, &high))
		return 1;
	uint32_t value = bytes[0] & (0x3Fu >> more);
	for (int i = 1; i <= more; i++) {
		if ((size_t)i >= text.length || bytes[i] < low || bytes[i] > high)
			return (size_t)i;
		value = value << 6 | (bytes[i] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
	}
	*code = value;
	return (size_t)more + 1;
}

size_t text_encode(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (size_t i = length - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3F));
	out[0] = (char)(leads[length] | code);
	return length;
}

static void append_code(struct str *out, uint32_t code)
{
	char bytes[4];
	str_append(out, bytes, text_encode(code, bytes));
}

/* How many bytes at the start need no care anywhere: printable ASCII but `"` and `\`. */
static size_t plain_length(struct slice text)
{
	size_t i = 0;
	while (i < text.length && text.data[i] >= ' ' && text.data[i] < 0x7F && text.data[i] != '"' &&
	       text.data[i] != '\\')
		i++;
	return i;
}

static struct slice after(struct slice text, size_t bytes)
{
	return slice_make(text.data + bytes, text.length - bytes);
}

/* Moves a plain start over to `out`, then takes one code point. False at the end. */
static bool next_code(struct str *out, struct slice *rest, uint32_t *code)
{
	size_t plain = plain_length(*rest);
	if (plain) {
		str_append(out, rest->data, plain);
		*rest = after(*rest, plain);
	}
	if (!rest->length)
		return false;
	*rest = after(*rest, text_decode(*rest, code));
	return true;
}

void text_repair(struct str *out, struct slice text)
{
	uint32_t code;
	while (next_code(out, &text, &code))
		append_code(out, code);
}

bool text_is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/*
 * Characters that show nothing by themselves but change how others look, or
 * make two names look the same: Unicode's Default_Ignorable_Code_Point and Cf.
 */
static bool is_invisible(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0xAD, 0xAD},       {0x34F, 0x34F},     {0x600, 0x605},     {0x61C, 0x61C},     {0x6DD, 0x6DD},
		{0x70F, 0x70F},     {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},
		{0x202A, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
		{0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
	};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges && code >= ranges[i].first; i++)
		if (code <= ranges[i].last)
			return true;
	return false;
}

static bool is_separator(uint32_t code)
{
	return code == 0x2028 || code == 0x2029;
}

static void json_escape(struct str *out, uint32_t code)
{
	switch (code) {
	case '\b': str_append_text(out, "\\b"); return;
	case '\f': str_append_text(out, "\\f"); return;
	case '\n': str_append_text(out, "\\n"); return;
	case '\r': str_append_text(out, "\\r"); return;
	case '\t': str_append_text(out, "\\t"); return;
	}
	if (code < 0x10000)
		str_printf(out, "\\u%04x", (unsigned)code);
	else /* a surrogate pair */
		str_printf(out, "\\u%04x\\u%04x", 0xD800 + (unsigned)((code - 0x10000) >> 10), 0xDC00 + (unsigned)(code & 0x3FF));
}

void text_json(struct str *out, struct slice text)
{
	uint32_t code;
	while (next_code(out, &text, &code)) {
		if (text_is_control(code) || is_separator(code) || is_invisible(code)) {
			json_escape(out, code);
			continue;
		}
		if (code == '"' || code == '\\')
			str_append_char(out, '\\');
		append_code(out, code);
	}
}

/* What is shown for a code point; 0 for nothing. */
static uint32_t visible(uint32_t code)
{
	if (code < 0x20)
		return 0x2400 + code;
	if (code == 0x7F)
		return 0x2421;
	if (code < 0x7F)
		return code;
	if (text_is_control(code) || is_separator(code))
		return REPLACEMENT;
	if (is_invisible(code))
		return 0;
	/* Without a UTF-8 locale wcwidth knows nothing, which says nothing about the character. */
	if (wcwidth((wchar_t)code) < 0 && wcwidth(REPLACEMENT) > 0)
		return REPLACEMENT;
	return code;
}

void text_clean(struct str *out, struct slice text)
{
	uint32_t code;
	size_t start = out->length;
	int marks = 0;
	for (size_t before = start; next_code(out, &text, &code); before = out->length) {
		if (out->length > before)
			marks = 0;
		uint32_t shown = visible(code);
		if (!shown)
			continue;
		if (text_code_width(shown) > 0) {
			marks = 0;
		} else {
			/* A mark needs a base, or it would change what the terminal showed before. */
			if (out->length == start)
				append_code(out, DOTTED_CIRCLE);
			if (++marks > MARKS_PER_BASE)
				continue;
		}
		append_code(out, shown);
	}
}

int text_code_width(uint32_t code)
{
	if (code >= 0x20 && code < 0x7F)
		return 1;
	int width = wcwidth((wchar_t)code);
	return width < 0 ? 1 : width;
}

int text_width(struct slice clean)
{
	int width = 0;
	while (clean.length) {
		uint32_t code;
		clean = after(clean, text_decode(clean, &code));
		width += text_code_width(code);
	}
	return width;
}

/* Bytes of the longest start that takes at most `columns`, with the marks on its last base; `*used` columns. */
static size_t head_length(struct slice text, int columns, int *used)
{
	size_t length = 0;
	*used = 0;
	while (length < text.length) {
		uint32_t code;
		size_t bytes = text_decode(after(text, length), &code);
		int width = text_code_width(code);
		if (*used + width > columns)
			break;
		*used += width;
		length += bytes;
	}
	return length;
}

/* Where the longest end begins that takes at most `columns` of `width` in all; never at a mark. */
static size_t tail_start(struct slice text, int width, int columns, int *used)
{
	size_t start = 0;
	while (start < text.length) {
		uint32_t code;
		size_t bytes = text_decode(after(text, start), &code);
		int code_width = text_code_width(code);
		if (width <= columns && code_width > 0)
			break;
		width -= code_width;
		start += bytes;
	}
	*used = width;
	return start;
}

static int fit(struct str *out, struct slice clean, int columns, int head_room, bool tail_too)
{
	int width = text_width(clean);
	if (width <= columns) {
		str_append_slice(out, clean);
		return width;
	}
	if (columns <= 0)
		return 0;
	int room = columns - 1, head_used, tail_used;
	size_t head = head_length(clean, head_room < room ? head_room : room, &head_used);
	size_t tail = tail_start(clean, width, tail_too ? room - head_used : 0, &tail_used);
	str_append(out, clean.data, head);
	str_append_text(out, "…");
	str_append_slice(out, after(clean, tail));
	return head_used + 1 + tail_used;
}

int text_fit(struct str *out, struct slice clean, int columns, enum text_cut cut)
{
	int head = cut == TEXT_CUT_END ? columns : cut == TEXT_CUT_START ? 0 : columns / 2;
	return fit(out, clean, columns, head, cut != TEXT_CUT_END);
}

int text_fit_head(struct str *out, struct slice clean, int columns, int head)
{
	return fit(out, clean, columns, head, true);
}
