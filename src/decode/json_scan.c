#include "decode/json_scan.h"

#include "base/text.h"

#include <string.h>

static char peek(struct json_scan *scan)
{
	while (scan->at < scan->end && *scan->at && strchr(" \t\r\n", *scan->at))
		scan->at++;
	return scan->at < scan->end ? *scan->at : '\0';
}

/* What is between the quotes. */
static struct slice take_string(struct json_scan *scan)
{
	const char *from = ++scan->at;
	while (scan->at < scan->end && *scan->at != '"')
		scan->at += *scan->at == '\\' && scan->end - scan->at > 1 ? 2 : 1;
	struct slice text = slice_make(from, (size_t)(scan->at - from));
	scan->at += scan->at < scan->end;
	return text;
}

/* An object, an array, or a word. */
static struct slice take_raw(struct json_scan *scan)
{
	const char *from = scan->at;
	int64_t depth = 0;
	while (scan->at < scan->end) {
		char c = *scan->at;
		if (c == '"') {
			take_string(scan);
			continue;
		}
		if (!depth && (c == ',' || c == '}' || c == ']'))
			break;
		depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
		scan->at++;
	}
	return slice_make(from, (size_t)(scan->at - from));
}

static struct slice trimmed(struct slice text)
{
	while (text.length && text.data[text.length - 1] && strchr(" \t\r\n", text.data[text.length - 1]))
		text.length--;
	return text;
}

static bool take_value(struct json_scan *scan, struct slice *value)
{
	char first = peek(scan);
	*value = first == '"' ? take_string(scan) : trimmed(take_raw(scan));
	return value->length || first == '"';
}

bool json_scan_deeper(struct slice text, int most)
{
	struct json_scan scan = {text.data, text.data + text.length};
	int depth = 0;
	while (text.length && scan.at < scan.end && depth <= most) {
		char c = *scan.at;
		if (c == '"')
			take_string(&scan);
		else
			scan.at++;
		depth += c == '{' || c == '[' ? 1 : (c == '}' || c == ']') && depth ? -1 : 0;
	}
	return depth > most;
}

bool json_scan_open(struct json_scan *scan, struct slice text, char bracket)
{
	*scan = (struct json_scan){0};
	if (!text.length) /* no text may have no address */
		return false;
	*scan = (struct json_scan){text.data, text.data + text.length};
	if (peek(scan) != bracket)
		return false;
	scan->at++;
	return true;
}

bool json_scan_member(struct json_scan *scan, struct slice *name, struct slice *value)
{
	if (peek(scan) == ',')
		scan->at++;
	if (peek(scan) != '"')
		return false;
	*name = take_string(scan);
	if (peek(scan) != ':')
		return false;
	scan->at++;
	return take_value(scan, value);
}

bool json_scan_element(struct json_scan *scan, struct slice *value)
{
	if (peek(scan) == ',')
		scan->at++;
	return take_value(scan, value);
}

struct slice json_scan_find(struct slice object, const char *name)
{
	struct json_scan scan;
	struct slice key, value;
	if (json_scan_open(&scan, object, '{'))
		while (json_scan_member(&scan, &key, &value))
			if (slice_equal(key, slice_of(name)))
				return value;
	return slice_make(NULL, 0);
}

bool json_scan_is_string(struct slice value)
{
	return value.data && value.data[-1] == '"'; /* a name and a colon are before it, or a bracket */
}

/* ---- Escapes ---- */

/* Four hexadecimal digits; -1 for anything else. */
static int32_t code_at(const char *at, const char *end)
{
	static const char digits[] = "0123456789abcdef";
	int32_t code = 0;
	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		const char *digit = at[i] ? strchr(digits, at[i] >= 'A' && at[i] <= 'F' ? at[i] - 'A' + 'a' : at[i]) : NULL;
		if (!digit)
			return -1;
		code = code << 4 | (int32_t)(digit - digits);
	}
	return code;
}

/* Behind "\u"; a pair of surrogates is one sign. Returns how many bytes it took. */
static size_t append_code(struct str *out, const char *at, const char *end)
{
	char bytes[4];
	int32_t code = code_at(at, end), low = -1;
	if (code < 0)
		return 0;
	bool high = code >= 0xd800 && code < 0xdc00;
	if (high && end - at >= 6 && !memcmp(at + 4, "\\u", 2))
		low = code_at(at + 6, end);
	bool pair = low >= 0xdc00 && low < 0xe000;
	if (pair)
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	else if (code >= 0xd800 && code < 0xe000)
		code = 0xfffd;
	str_append(out, bytes, text_encode((uint32_t)code, bytes));
	return pair ? 10 : 4;
}

void json_scan_append(struct str *out, struct slice string)
{
	static const char signs[] = "bfnrt\"\\/", meant[] = "\b\f\n\r\t\"\\/";
	const char *at = string.data, *end = string.length ? at + string.length : at;
	while (at < end) {
		if (*at != '\\' || end - at < 2) {
			str_append_char(out, *at++);
			continue;
		}
		const char *sign = at[1] ? strchr(signs, at[1]) : NULL;
		size_t code = at[1] == 'u' ? append_code(out, at + 2, end) : 0;
		if (sign)
			str_append_char(out, meant[sign - signs]);
		else if (!code)
			str_append_char(out, '\\'); /* of no escape, as in a path of Windows */
		at += sign || code ? 2 + code : 1;
	}
}
