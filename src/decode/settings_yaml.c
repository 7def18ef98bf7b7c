#include "decode/settings.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MOST 200
#define NUMBER_MOST 64 /* characters that a number has at most */

/* A line without its indentation, its comment and the blanks at its end. */
struct line {
	int number, indent;
	struct slice text;
};

struct scope {
	int indent;    /* of the names in it */
	size_t length; /* of the name up to it */
};

struct yaml {
	struct slice rest;
	int number;
	struct line line;    /* the one that is looked at; its text is empty behind the last */
	bool ended;
	struct scope scopes[SETTINGS_DEPTH];
	int depth;
	struct str name;
	struct session_start *out;
	struct str *why;
};

/* ---- Lines ---- */

static void complain(struct yaml *yaml, int line, const char *what)
{
	if (!yaml->why->length)
		str_printf(yaml->why, "line %d: %s", line, what);
}

/* Where a comment begins: a # at the start or behind a blank, and not within quotes. */
static size_t without_comment(struct slice text)
{
	char quote = 0;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i], before = i ? text.data[i - 1] : ' ';
		bool doubled = quote == '\'' && c == quote && i + 1 < text.length && text.data[i + 1] == quote;
		if (doubled || (quote == '"' && c == '\\'))
			i++;
		else if (quote)
			quote = c == quote ? 0 : quote;
		else if ((c == '"' || c == '\'') && (before == ' ' || before == '[' || before == ',' || before == '{'))
			quote = c;
		else if (c == '#' && (before == ' ' || before == '\t'))
			return i;
	}
	return text.length;
}

static struct slice trimmed(struct slice text)
{
	while (text.length && strchr(" \t\r", text.data[0]) && text.data[0])
		text = slice_make(text.data + 1, text.length - 1);
	while (text.length && text.data[text.length - 1] && strchr(" \t\r", text.data[text.length - 1]))
		text.length--;
	return text;
}

/* The next one as it stands, its indentation counted. False behind the last. */
static bool take_line(struct yaml *yaml, struct slice *raw)
{
	if (!yaml->rest.length)
		return false;
	const char *end = memchr(yaml->rest.data, '\n', yaml->rest.length);
	size_t length = end ? (size_t)(end - yaml->rest.data) : yaml->rest.length, taken = end ? length + 1 : length;
	*raw = slice_make(yaml->rest.data, length);
	yaml->rest = slice_make(yaml->rest.data + taken, yaml->rest.length - taken);
	yaml->number++;
	return true;
}

static int indent_of(struct slice raw)
{
	size_t indent = 0;
	while (indent < raw.length && raw.data[indent] == ' ')
		indent++;
	return (int)indent;
}

/* To the next line that says something. */
static void next_line(struct yaml *yaml)
{
	struct slice raw;
	while (take_line(yaml, &raw)) {
		int indent = indent_of(raw);
		struct slice text = slice_make(raw.data + indent, raw.length - (size_t)indent);
		text.length = without_comment(text);
		text = trimmed(text);
		if (!text.length || text.data[0] == '%')
			continue;
		yaml->line = (struct line){yaml->number, indent, text};
		return;
	}
	yaml->line.text = slice_make(NULL, 0);
	yaml->ended = true;
}

static bool is(struct slice text, const char *word)
{
	return slice_equal(text, slice_of(word));
}

static bool is_item(struct slice text)
{
	return text.length && text.data[0] == '-' && (text.length == 1 || text.data[1] == ' ');
}

/* ---- Values ---- */

/* As YAML 1.1 and JSON have them, and as people mean them ("1e-4"). */
static bool read_number(struct slice text, double *out)
{
	char copy[NUMBER_MOST], *end;
	size_t length = 0;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		if (c == '_' && i)
			continue;
		if (!memchr("0123456789+-.eE", c, 15) || length == sizeof copy - 1)
			return false;
		copy[length++] = c;
	}
	copy[length] = '\0';
	*out = strtod(copy, &end);
	return length && !*end && strpbrk(copy, "0123456789");
}

static bool read_special(struct slice text, double *out)
{
	static const struct {
		const char *word;
		double number;
	} words[] = {{".inf", INFINITY}, {".Inf", INFINITY}, {"+.inf", INFINITY}, {"-.inf", -INFINITY}, {"-.Inf", -INFINITY},
	             {".nan", NAN}, {".NaN", NAN}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is(text, words[i].word)) {
			*out = words[i].number;
			return true;
		}
	return false;
}

static bool read_word(struct slice text, struct hparam *out)
{
	static const char *const nothing[] = {"", "~", "null", "Null", "NULL"}, *const truth[] = {"true", "True", "TRUE"},
		*const untruth[] = {"false", "False", "FALSE"};
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		if (is(text, nothing[i])) {
			out->type = HPARAM_NULL;
			return true;
		}
	for (size_t i = 0; i < sizeof truth / sizeof *truth; i++)
		if (is(text, truth[i]) || is(text, untruth[i])) {
			out->type = HPARAM_BOOL;
			out->truth = is(text, truth[i]);
			return true;
		}
	return false;
}

/* "\n", "\x41", "\u20ac" …; how many bytes it took of the text behind the backslash. */
static size_t append_escape(struct str *out, struct slice text)
{
	static const char letters[] = "0abtnvfre", codes[] = "\0\a\b\t\n\v\f\r\033";
	char c = text.data[0], digits[9] = {0}, encoded[4];
	size_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
	const char *at = c ? strchr(letters, c) : NULL;
	if (wanted && text.length > wanted) {
		memcpy(digits, text.data + 1, wanted);
		uint32_t code = (uint32_t)strtoul(digits, NULL, 16);
		bool valid = code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
		str_append(out, encoded, text_encode(valid ? code : 0xFFFD, encoded));
		return 1 + wanted;
	}
	str_append_char(out, at ? codes[at - letters] : c);
	return 1;
}

/* Appends what is between the quotes; false when they don't end. `end` is behind them. */
static bool append_quoted(struct str *out, struct slice text, size_t *end)
{
	char quote = text.data[0];
	size_t i = 1;
	while (i < text.length) {
		char c = text.data[i++];
		if (c == quote && quote == '\'' && i < text.length && text.data[i] == quote)
			str_append_char(out, text.data[i++]);
		else if (c == quote) {
			*end = i;
			return true;
		} else if (c == '\\' && quote == '"' && i < text.length)
			i += append_escape(out, slice_make(text.data + i, text.length - i));
		else
			str_append_char(out, c);
	}
	*end = i;
	return false;
}

/* "!!python/tuple [1, 2]": the tag is left out. */
static struct slice without_tag(struct slice text)
{
	while (text.length && text.data[0] == '!') {
		const char *end = memchr(text.data, ' ', text.length);
		text = trimmed(end ? slice_make(end, text.length - (size_t)(end - text.data)) : slice_make(NULL, 0));
	}
	return text;
}

/* `line`: where it begins. */
static struct hparam value_of(struct yaml *yaml, int line, struct slice text)
{
	struct hparam value = {.type = HPARAM_TEXT};
	size_t end;
	if (text.length && (text.data[0] == '"' || text.data[0] == '\'')) {
		if (!append_quoted(&value.text, text, &end))
			complain(yaml, line, "a quote has no end");
		else if (end < text.length)
			complain(yaml, line, "text behind a quote");
		return value;
	}
	if (read_word(text, &value))
		return value;
	if (read_number(text, &value.number) || read_special(text, &value.number)) {
		value.type = HPARAM_NUMBER;
		return value;
	}
	if (text.data[0] == '&' || text.data[0] == '*')
		complain(yaml, line, "anchors are kept as text");
	str_append(&value.text, text.data, text.length < SETTINGS_TEXT ? text.length : SETTINGS_TEXT);
	return value;
}

/* ---- Values over several lines ---- */

/* A list, as "[a, b]": items may be as deep as the name. */
static struct hparam take_list(struct yaml *yaml, int indent)
{
	struct hparam value = {.type = HPARAM_TEXT};
	bool first = true;
	str_append_char(&value.text, '[');
	while (!yaml->ended && (yaml->line.indent > indent || (yaml->line.indent == indent && is_item(yaml->line.text)))) {
		struct slice item = yaml->line.text;
		if (is_item(item))
			item = trimmed(slice_make(item.data + 1, item.length - 1));
		if (value.text.length < SETTINGS_TEXT) {
			str_append_text(&value.text, first ? "" : ", ");
			str_append(&value.text, item.data, item.length < SETTINGS_TEXT ? item.length : SETTINGS_TEXT);
		}
		first = false;
		next_line(yaml);
	}
	str_append_char(&value.text, ']');
	return value;
}

/* "|", ">": all lines that are deeper than the name, as they are. */
static struct hparam take_block(struct yaml *yaml, int indent)
{
	struct hparam value = {.type = HPARAM_TEXT};
	struct slice raw;
	for (struct slice before = yaml->rest; take_line(yaml, &raw); before = yaml->rest) {
		if (trimmed(raw).length && indent_of(raw) <= indent) {
			yaml->rest = before;
			yaml->number--;
			break;
		}
		raw = trimmed(raw);
		if (raw.length && value.text.length < SETTINGS_TEXT) {
			str_append_text(&value.text, value.text.length ? " " : "");
			str_append(&value.text, raw.data, raw.length < SETTINGS_TEXT ? raw.length : SETTINGS_TEXT);
		}
	}
	next_line(yaml);
	return value;
}

/* A plain or quoted value, and the lines that go on with it. */
static struct hparam take_scalar(struct yaml *yaml, struct slice first, int indent)
{
	struct str text = {0};
	int line = yaml->line.number;
	str_append_slice(&text, first);
	for (next_line(yaml); !yaml->ended && yaml->line.indent > indent; next_line(yaml)) {
		str_append_char(&text, ' ');
		str_append_slice(&text, yaml->line.text);
	}
	struct hparam value = value_of(yaml, line, str_slice(&text));
	str_fini(&text);
	return value;
}

/* ---- Names ---- */

/* Where the ": " behind a name is; false when the line has none. */
static bool split(struct yaml *yaml, struct str *name, struct slice *value)
{
	struct slice text = yaml->line.text;
	size_t end = 0;
	if (text.data[0] == '"' || text.data[0] == '\'') {
		if (!append_quoted(name, text, &end) || end >= text.length || text.data[end] != ':')
			return false;
	} else {
		while (end < text.length && !(text.data[end] == ':' && (end + 1 == text.length || text.data[end + 1] == ' ')))
			end++;
		if (end >= text.length)
			return false;
		str_append_slice(name, trimmed(slice_make(text.data, end)));
	}
	*value = trimmed(slice_make(text.data + end + 1, text.length - end - 1));
	return name->length > yaml->scopes[yaml->depth - 1].length && end <= NAME_MOST; /* of all that is in it the name is a part */
}

/* The scopes that a line of this indentation is in; false when there is none. */
static bool leave_scopes(struct yaml *yaml)
{
	while (yaml->depth > 1 && yaml->line.indent < yaml->scopes[yaml->depth - 1].indent)
		yaml->depth--;
	yaml->name.length = yaml->scopes[yaml->depth - 1].length;
	return yaml->line.indent == yaml->scopes[yaml->depth - 1].indent;
}

/* What stands behind a name that has nothing on its own line. */
static bool take_inside(struct yaml *yaml, int indent)
{
	if (!yaml->ended && yaml->line.indent >= indent && is_item(yaml->line.text))
		return settings_add(yaml->out, str_slice(&yaml->name), take_list(yaml, indent));
	if (yaml->ended || yaml->line.indent <= indent)
		return settings_add(yaml->out, str_slice(&yaml->name), (struct hparam){.type = HPARAM_NULL});
	if (yaml->depth == SETTINGS_DEPTH) {
		complain(yaml, yaml->line.number, "nested too deep");
		while (!yaml->ended && yaml->line.indent > indent)
			next_line(yaml);
		return true;
	}
	str_append_char(&yaml->name, '/');
	yaml->scopes[yaml->depth++] = (struct scope){yaml->line.indent, yaml->name.length};
	return true;
}

static bool take_entry(struct yaml *yaml)
{
	struct slice value;
	int indent = yaml->line.indent;
	if (!leave_scopes(yaml) || !split(yaml, &yaml->name, &value)) {
		complain(yaml, yaml->line.number, "no name and value");
		next_line(yaml);
		return true;
	}
	value = without_tag(value);
	if (!value.length) {
		next_line(yaml);
		return take_inside(yaml, indent);
	}
	if (value.data[0] == '|' || value.data[0] == '>')
		return settings_add(yaml->out, str_slice(&yaml->name), take_block(yaml, indent));
	return settings_add(yaml->out, str_slice(&yaml->name), take_scalar(yaml, value, indent));
}

bool settings_yaml(struct slice bytes, struct session_start *out, struct str *why)
{
	bool marked = bytes.length >= 3 && !memcmp(bytes.data, "\xef\xbb\xbf", 3); /* as UTF-8 */
	if (marked)
		bytes = slice_make(bytes.data + 3, bytes.length - 3);
	struct yaml yaml = {.rest = bytes, .out = out, .why = why, .depth = 1};
	bool room = true, begun = false;
	for (next_line(&yaml); room && !yaml.ended;) {
		bool marker = yaml.line.indent == 0 && (is(yaml.line.text, "---") || is(yaml.line.text, "..."));
		if (marker && begun) {
			complain(&yaml, yaml.line.number, "a second document");
			break;
		}
		if (marker || (!begun && yaml.line.text.data[0] == '!') || is(yaml.line.text, "{}")) {
			next_line(&yaml);
			continue;
		}
		if (!begun)
			yaml.scopes[0].indent = yaml.line.indent;
		begun = true;
		yaml.name.length = yaml.scopes[yaml.depth - 1].length;
		room = take_entry(&yaml);
	}
	str_fini(&yaml.name);
	return room;
}
