#include "ui/manual.h"

#include "ui/mdoc.h"

#include <string.h>
#include <strings.h>

#define PREFIX "tbtop-"
#define TOPIC_MOST 64

/* ---- Finding ------------------------------------------------------------------------- */

static bool same(struct slice text, const char *topic)
{
	return text.length == strlen(topic) && !strncasecmp(text.data, topic, text.length);
}

/* "Network file systems" for "network". */
static bool same_first_word(struct slice heading, const char *topic)
{
	size_t length = strlen(topic);
	return length < heading.length && heading.data[length] == ' ' && same(slice_make(heading.data, length), topic);
}

/* Headings that each page has say little about what. */
static bool is_common(struct slice heading)
{
	static const char *const names[] = {"NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "SEE ALSO"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (same(heading, names[i]))
			return true;
	return false;
}

/* The entry's first word: of ".It Fl h , Fl -help" each flag counts, of others the first name. */
static bool is_entry(struct slice rest, const char *topic)
{
	size_t length = strlen(topic);
	for (size_t i = 0; i + length <= rest.length; i++) {
		bool begins = i == 0 || rest.data[i - 1] == ' ', ends = i + length == rest.length || rest.data[i + length] == ' ';
		if (begins && ends && !strncasecmp(rest.data + i, topic, length))
			return i >= 3 && (!strncmp(rest.data + i - 3, "Fl ", 3) || (i == 3 && strncmp(rest.data, "Li ", 3)));
	}
	return false;
}

/* What part of a page a topic is. */
struct part {
	const struct manual_page *page;
	const char *from; /* its first line; NULL: the whole page */
};

enum sought { SOUGHT_PAGE, SOUGHT_HEADING, SOUGHT_ENTRY, SOUGHT_FIRST_WORD, SOUGHT_COUNT };

static bool is_sought(struct slice line, enum sought sought, const char *topic)
{
	struct slice rest;
	if (sought == SOUGHT_ENTRY)
		return mdoc_is(line, "It", &rest) && is_entry(rest, topic);
	if ((!mdoc_is(line, "Sh", &rest) && !mdoc_is(line, "Ss", &rest)) || is_common(rest))
		return false;
	return sought == SOUGHT_HEADING ? same(rest, topic) : same_first_word(rest, topic);
}

static bool is_named(const struct manual_page *page, const char *topic)
{
	bool ours = !strncmp(page->name, PREFIX, strlen(PREFIX));
	return !strcasecmp(page->name, topic) || (ours && !strcasecmp(page->name + strlen(PREFIX), topic));
}

static bool find_in(const struct manual_page *page, enum sought sought, const char *topic, struct part *out)
{
	const char *text = (const char *)page->text;
	struct slice line;
	*out = (struct part){page, NULL};
	if (sought == SOUGHT_PAGE)
		return is_named(page, topic);
	while (mdoc_line(&text, &line)) {
		out->from = line.data;
		if (is_sought(line, sought, topic))
			return true;
	}
	return false;
}

static bool find(const char *topic, struct part *out)
{
	/* Flags stand in the pages as mdoc has them: "--json" is "-json" behind Fl. */
	const char *flag = topic[0] == '-' ? topic + 1 : topic;
	for (int sought = 0; sought < SOUGHT_COUNT; sought++)
		for (const struct manual_page *page = manual_pages; page->name; page++)
			if (find_in(page, (enum sought)sought, sought == SOUGHT_ENTRY ? flag : topic, out))
				return true;
	return false;
}

/* ---- Saying ---------------------------------------------------------------------------- */

/* How many lists a line opens or closes. */
static int nesting(struct slice line)
{
	struct slice rest;
	return mdoc_is(line, "Bl", &rest) - mdoc_is(line, "El", &rest);
}

/* Does a line that is not in a list of the part itself end what began with `first`? */
static bool ends(struct slice first, struct slice line)
{
	struct slice rest;
	bool section = mdoc_is(line, "Sh", &rest);
	if (mdoc_is(first, "Sh", &rest))
		return section;
	if (mdoc_is(first, "Ss", &rest))
		return section || mdoc_is(line, "Ss", &rest);
	return mdoc_is(line, "It", &rest) || mdoc_is(line, "El", &rest);
}

/* Entries without words of their own share those of the next one. */
static void put_part(struct mdoc *mdoc, const char *text)
{
	struct slice first, line, rest;
	int depth = 0;
	mdoc_line(&text, &first);
	bool entry = mdoc_is(first, "It", &rest), said = false;
	if (entry)
		mdoc->indent = MDOC_INDENT;
	mdoc_put(mdoc, first);
	while (mdoc_line(&text, &line) && !(depth == 0 && (!entry || said || nesting(line) < 0) && ends(first, line))) {
		depth += nesting(line);
		said |= !mdoc_is(line, "It", &rest);
		mdoc_put(mdoc, line);
	}
}

static void put_page(struct mdoc *mdoc, const char *text)
{
	struct slice line;
	while (mdoc_line(&text, &line))
		mdoc_put(mdoc, line);
}

bool manual_text(const char *topic, int columns, struct str *out)
{
	struct part part;
	if (strlen(topic) > TOPIC_MOST || !*topic || !find(topic, &part))
		return false;
	struct str text = {0};
	struct mdoc mdoc = {.out = &text, .name = "tbtop", .columns = columns};
	if (part.from)
		put_part(&mdoc, part.from);
	else
		put_page(&mdoc, (const char *)part.page->text);
	mdoc_end(&mdoc);
	str_append_slice(out, str_slice(&text));
	str_fini(&text);
	mdoc_fini(&mdoc);
	return true;
}

/* ---- Topics ---------------------------------------------------------------------------------- */

/* Once, whatever number of pages has a heading of that name. */
static void add_topic(struct str *out, struct slice name)
{
	const char *at = str_text(out);
	struct slice line;
	while (mdoc_line(&at, &line))
		if (line.length == name.length && !strncasecmp(line.data, name.data, name.length))
			return;
	for (size_t i = 0; i < name.length; i++)
		str_append_char(out, name.data[i] >= 'A' && name.data[i] <= 'Z' ? (char)(name.data[i] + 'a' - 'A') : name.data[i]);
	str_append_char(out, '\n');
}

void manual_topics(struct str *out)
{
	for (const struct manual_page *page = manual_pages; page->name; page++) {
		const char *text = (const char *)page->text;
		struct slice line, rest;
		bool ours = !strncmp(page->name, PREFIX, strlen(PREFIX));
		add_topic(out, slice_of(page->name + (ours ? strlen(PREFIX) : 0)));
		while (mdoc_line(&text, &line))
			if ((mdoc_is(line, "Sh", &rest) || mdoc_is(line, "Ss", &rest)) && !is_common(rest))
				add_topic(out, rest);
	}
}
