#include "ui/mdoc.h"

#include <string.h>

bool mdoc_line(const char **text, struct slice *line)
{
	if (!**text)
		return false;
	size_t length = strcspn(*text, "\n");
	*line = slice_make(*text, length);
	*text += length + ((*text)[length] == '\n');
	return true;
}

bool mdoc_is(struct slice line, const char *name, struct slice *rest)
{
	if (line.length < 3 || line.data[0] != '.' || memcmp(line.data + 1, name, 2))
		return false;
	if (line.length > 3 && line.data[3] != ' ')
		return false;
	size_t skipped = line.length > 3 ? 4 : 3;
	*rest = slice_make(line.data + skipped, line.length - skipped);
	return true;
}

/* ---- Words to lines --------------------------------------------------------------------- */

void mdoc_end(struct mdoc *mdoc)
{
	if (mdoc->column)
		str_append_char(mdoc->out, '\n');
	mdoc->column = 0;
	mdoc->glue = false;
}

static void begin_line(struct mdoc *mdoc)
{
	if (mdoc->gap && mdoc->out->length)
		str_append_char(mdoc->out, '\n');
	mdoc->gap = false;
	for (mdoc->column = 0; mdoc->column < mdoc->indent; mdoc->column++)
		str_append_char(mdoc->out, ' ');
}

static void put(struct mdoc *mdoc, struct slice word)
{
	int width = (int)word.length;
	bool blank = mdoc->column > mdoc->indent && !mdoc->glue;
	if (mdoc->column && mdoc->column + blank + width > mdoc->columns && blank) {
		mdoc_end(mdoc);
		blank = false;
	}
	if (!mdoc->column)
		begin_line(mdoc);
	else if (blank)
		str_append_char(mdoc->out, ' ');
	str_append_slice(mdoc->out, word);
	mdoc->column += blank + width;
	mdoc->glue = mdoc->headed = false;
}

/* A word without mdoc's escapes. */
static void unescape(struct slice word, struct str *out)
{
	static const struct {
		const char *name;
		char is;
	} signs[] = {{"dq", '"'}, {"aq", '\''}, {"ti", '~'}, {"ha", '^'}};
	for (size_t i = 0; i < word.length; i++) {
		char c = word.data[i];
		if (c != '\\' || i + 1 == word.length) {
			str_append_char(out, c);
			continue;
		}
		c = word.data[++i];
		if (c == 'e')
			str_append_char(out, '\\');
		else if (c == '-' || c == ' ')
			str_append_char(out, c);
		for (size_t k = 0; c == '(' && i + 2 < word.length && k < sizeof signs / sizeof *signs; k++)
			if (!strncmp(signs[k].name, word.data + i + 1, 2))
				str_append_char(out, signs[k].is);
		i += c == '(' ? 2 : 0;
	}
}

static bool is_closing(struct slice word)
{
	return word.length == 1 && strchr(".,;:?!)]", word.data[0]);
}

/* ---- Macros in a line -------------------------------------------------------------------- */

/* The next argument: a word, or what is in double quotes. */
static bool next_word(struct slice *line, struct slice *word)
{
	while (line->length && *line->data == ' ')
		*line = slice_make(line->data + 1, line->length - 1);
	if (!line->length)
		return false;
	bool quoted = *line->data == '"';
	size_t length = quoted, taken;
	while (length < line->length && line->data[length] != (quoted ? '"' : ' '))
		length += line->data[length] == '\\' && length + 1 < line->length ? 2 : 1;
	taken = length + (quoted && length < line->length);
	*word = slice_make(line->data + quoted, length - quoted);
	*line = slice_make(line->data + taken, line->length - taken);
	return true;
}

/* What a macro puts before and after its words: after, when they are quoted as one. */
static const struct dress {
	const char *macro, *before, *after;
} dresses[] = {
	{"Nm", "", ""}, {"Ar", "", ""}, {"Cm", "", ""}, {"Ic", "", ""}, {"Pa", "", ""}, {"Ev", "", ""},
	{"Li", "", ""}, {"Sx", "", ""}, {"Xr", "", ""}, {"Fl", "-", ""}, {"Ql", "'", "'"},
};

static const struct dress *dress_of(struct slice word)
{
	for (size_t i = 0; i < sizeof dresses / sizeof *dresses; i++)
		if (word.length == 2 && !memcmp(dresses[i].macro, word.data, 2))
			return &dresses[i];
	return NULL;
}

static bool is_frame(struct slice word)
{
	return word.length == 2 && (!memcmp(word.data, "Op", 2) || !memcmp(word.data, "Pq", 2) || !memcmp(word.data, "Ns", 2));
}

/* Takes the words behind one that are quoted together with it. */
static void take_quoted(struct slice *line, struct str *out)
{
	struct slice rest = *line, word;
	while (next_word(&rest, &word) && !dress_of(word) && !is_frame(word) && !is_closing(word)) {
		str_append_char(out, ' ');
		unescape(word, out);
		*line = rest;
	}
}

/* `line` is what follows the word. */
static void put_dressed(struct mdoc *mdoc, const struct dress *dress, struct slice word, struct slice *line)
{
	struct str text = {0};
	str_append_text(&text, dress ? dress->before : "");
	unescape(word, &text);
	if (dress && *dress->after)
		take_quoted(line, &text);
	str_append_text(&text, dress ? dress->after : "");
	if (text.length)
		put(mdoc, str_slice(&text));
	str_fini(&text);
}

/* "Op" and "Pq": brackets around the rest of the line. "Ns": no blank. */
static void put_frame(struct mdoc *mdoc, struct slice word)
{
	bool option = !memcmp(word.data, "Op", 2), parted = !memcmp(word.data, "Pq", 2);
	if (option || parted) {
		put(mdoc, slice_of(option ? "[" : "("));
		str_append_char(&mdoc->closing, option ? ']' : ')');
	}
	mdoc->glue = true;
}

static void close_frames(struct mdoc *mdoc)
{
	while (mdoc->closing.length) {
		mdoc->glue = true;
		put(mdoc, slice_make(&mdoc->closing.data[--mdoc->closing.length], 1));
	}
}

/* "Xr name 1": the section in parentheses. */
static void put_section(struct mdoc *mdoc, struct slice *line)
{
	struct slice section;
	struct str text = {0};
	if (!next_word(line, &section))
		return;
	str_append_char(&text, '(');
	str_append_slice(&text, section);
	str_append_char(&text, ')');
	mdoc->glue = true;
	put(mdoc, str_slice(&text));
	str_fini(&text);
}

/* A macro without words of its own: only Nm means something then. */
static void put_bare(struct mdoc *mdoc, const struct dress *dress)
{
	if (dress && !strcmp(dress->macro, "Nm"))
		put(mdoc, slice_of(mdoc->name));
}

/* The words of a macro line, from the first macro on. Signs at its end stand behind its brackets. */
static void put_words(struct mdoc *mdoc, struct slice line)
{
	const struct dress *dress = NULL;
	struct slice word;
	bool bare = false;
	while (next_word(&line, &word)) {
		const struct dress *next = dress_of(word);
		if (bare && (next || is_closing(word)))
			put_bare(mdoc, dress);
		bare = next != NULL;
		if (next) {
			dress = next;
		} else if (is_frame(word)) {
			dress = NULL;
			put_frame(mdoc, word);
		} else if (is_closing(word)) {
			if (!line.length)
				close_frames(mdoc);
			mdoc->glue = true;
			put_dressed(mdoc, NULL, word, &line);
		} else {
			put_dressed(mdoc, dress, word, &line);
			if (dress && !strcmp(dress->macro, "Xr"))
				put_section(mdoc, &line);
		}
	}
	if (bare)
		put_bare(mdoc, dress);
	close_frames(mdoc);
}

/* ---- Lines --------------------------------------------------------------------------------- */

static void put_literal(struct mdoc *mdoc, struct slice line)
{
	struct str text = {0};
	unescape(line, &text);
	mdoc_end(mdoc);
	if (text.length)
		begin_line(mdoc);
	str_append_slice(mdoc->out, str_slice(&text));
	str_append_char(mdoc->out, '\n');
	mdoc->column = 0;
	mdoc->headed = false;
	str_fini(&text);
}

static void put_heading(struct mdoc *mdoc, struct slice text, int indent)
{
	mdoc_end(mdoc);
	mdoc->gap = true;
	mdoc->indent = indent;
	put(mdoc, text);
	mdoc_end(mdoc);
	mdoc->indent = MDOC_INDENT;
	mdoc->headed = true;
}

static void put_text(struct mdoc *mdoc, struct slice line)
{
	struct slice word;
	while (next_word(&line, &word))
		put_dressed(mdoc, NULL, word, &line);
}

void mdoc_put(struct mdoc *mdoc, struct slice line)
{
	struct slice rest;
	if (mdoc_is(line, "Sh", &rest) || mdoc_is(line, "Ss", &rest)) {
		put_heading(mdoc, rest, line.data[2] == 's' ? MDOC_INDENT / 2 : 0);
		mdoc->synopsis = slice_equal(rest, slice_of("SYNOPSIS"));
	} else if (mdoc_is(line, "Pp", &rest)) {
		mdoc_end(mdoc);
		mdoc->gap = true;
	} else if (mdoc_is(line, "Bl", &rest)) {
		mdoc_end(mdoc);
		mdoc->gap = !mdoc->headed;
		mdoc->indent += MDOC_INDENT;
	} else if (mdoc_is(line, "El", &rest)) {
		mdoc_end(mdoc);
		mdoc->indent -= MDOC_INDENT;
	} else if (mdoc_is(line, "It", &rest)) {
		mdoc_end(mdoc);
		mdoc->indent -= MDOC_INDENT;
		put_words(mdoc, rest);
		mdoc_end(mdoc);
		mdoc->indent += MDOC_INDENT;
	} else if (mdoc_is(line, "Dl", &rest)) {
		put_literal(mdoc, rest);
	} else if (mdoc_is(line, "Bd", &rest) || mdoc_is(line, "Ed", &rest)) {
		mdoc_end(mdoc);
		mdoc->literal = line.data[1] == 'B';
	} else if (mdoc_is(line, "Nd", &rest)) {
		put(mdoc, slice_of("-"));
		put_text(mdoc, rest);
	} else if (mdoc->literal) {
		put_literal(mdoc, line);
	} else if (!line.length || line.data[0] != '.') {
		put_text(mdoc, line);
	} else if (mdoc_is(line, "Nm", &rest) && mdoc->synopsis) {
		mdoc_end(mdoc);
		put_words(mdoc, slice_make(line.data + 1, line.length - 1));
	} else if (!mdoc_is(line, "Dd", &rest) && !mdoc_is(line, "Dt", &rest) && !mdoc_is(line, "Os", &rest)) {
		put_words(mdoc, slice_make(line.data + 1, line.length - 1));
	}
}

void mdoc_fini(struct mdoc *mdoc)
{
	str_fini(&mdoc->closing);
}
