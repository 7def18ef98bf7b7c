#include "decode/markdown.h"

#include "base/alloc.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>
#ifdef TBTOP_MD4C_LATE
#include <dlfcn.h>
#include <pthread.h>
#endif

enum { BULLET = -1, TASK_OPEN = -2, TASK_DONE = -3 };
enum { NESTED_MOST = 64 };

/* A list or a quote that is open. */
struct level {
	bool is_list, ordered, tight;
	int32_t next; /* number of the next item */
};

struct reader {
	struct document *out;
	struct level levels[MARKDOWN_DEPTH];
	int depth;       /* of blocks that are open: more than MARKDOWN_DEPTH lie flat */
	int32_t marker;  /* of the item that has no block yet; 0 without */
	bool in_cell;    /* all becomes spans of one block */
	bool fresh_cell; /* the next span begins a cell */
	bool open;       /* a block takes text */
	bool in_head, is_after; /* is_after: in a cell, something stands before the next block */
	int first_rows;  /* rows of the table so far */
	uint8_t styles[8]; /* how many spans of each style are open */
	enum status status;
};

static int levels_of(const struct reader *reader)
{
	return reader->depth < MARKDOWN_DEPTH ? reader->depth : MARKDOWN_DEPTH;
}

static struct level *level_of(struct reader *reader)
{
	int levels = levels_of(reader);
	return levels ? &reader->levels[levels - 1] : NULL;
}

static int quotes_of(const struct reader *reader)
{
	int quotes = 0;
	for (int i = 0; i < levels_of(reader); i++)
		quotes += !reader->levels[i].is_list;
	return quotes;
}

static void say(struct reader *reader, struct slice text, uint8_t style)
{
	if (reader->status || !text.length)
		return;
	if (reader->fresh_cell)
		style |= SPAN_CELL;
	reader->fresh_cell = false;
	if (!document_span(reader->out, text, style))
		reader->status = STATUS_NO_MEMORY;
}

static uint8_t style_of(const struct reader *reader)
{
	uint8_t style = 0;
	for (int i = 0; i < 8; i++)
		style |= reader->styles[i] ? (uint8_t)(1 << i) : 0;
	return style;
}

static void begin(struct reader *reader, enum block_kind kind, unsigned level)
{
	const struct level *list = level_of(reader);
	if (reader->in_cell) {
		if (reader->is_after)
			say(reader, slice_of("\n"), 0);
		reader->is_after = true;
		reader->open = true;
		return;
	}
	struct document_block block = {
		.kind = (uint8_t)kind, .level = (uint8_t)level, .number = reader->marker,
		.indent = (uint8_t)levels_of(reader), .quotes = (uint8_t)quotes_of(reader),
		.tight = list && list->is_list && list->tight,
	};
	reader->marker = 0;
	reader->open = true;
	if (!reader->status && !document_block(reader->out, block))
		reader->status = STATUS_NO_MEMORY;
}

/* An item without a paragraph of its own, as those of tight lists are: text begins it. */
static void begin_if_none(struct reader *reader)
{
	if (!reader->open)
		begin(reader, BLOCK_PARAGRAPH, 0);
}

static void open_level(struct reader *reader, struct level level)
{
	if (reader->depth < MARKDOWN_DEPTH)
		reader->levels[reader->depth] = level;
	reader->depth++;
	reader->open = false;
}

static void open_item(struct reader *reader, const MD_BLOCK_LI_DETAIL *item)
{
	struct level *list = level_of(reader);
	reader->open = false;
	reader->marker = BULLET;
	if (item->is_task)
		reader->marker = item->task_mark == ' ' ? TASK_OPEN : TASK_DONE;
	else if (list && list->ordered)
		reader->marker = list->next < INT32_MAX ? list->next++ : INT32_MAX;
	if (reader->in_cell) {
		begin(reader, BLOCK_PARAGRAPH, 0);
		say(reader, slice_of("• "), 0);
	}
}

static void begin_row(struct reader *reader)
{
	begin(reader, BLOCK_ROW, reader->in_head);
	if (!reader->in_cell && !reader->status && reader->first_rows++)
		reader->out->blocks[reader->out->block_count - 1].tight = true;
}

/* A cell within a cell stands in its line. */
static void begin_cell(struct reader *reader)
{
	if (reader->in_cell)
		say(reader, slice_of("  "), 0);
	else
		reader->fresh_cell = true;
}

/* An empty one has a span, too: cells are counted by them. */
static void end_cell(struct reader *reader)
{
	if (reader->fresh_cell)
		say(reader, slice_of(" "), 0);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
	struct reader *reader = userdata;
	const MD_BLOCK_OL_DETAIL *ordered = detail;
	const MD_BLOCK_UL_DETAIL *list = detail;
	switch (type) {
	case MD_BLOCK_QUOTE: open_level(reader, (struct level){0}); break;
	case MD_BLOCK_UL: open_level(reader, (struct level){.is_list = true, .tight = list->is_tight}); break;
	case MD_BLOCK_OL:
		open_level(reader, (struct level){.is_list = true, .ordered = true, .tight = ordered->is_tight,
		                                  .next = ordered->start < INT32_MAX ? (int32_t)ordered->start + !ordered->start : 1});
		break;
	case MD_BLOCK_LI: open_item(reader, detail); break;
	case MD_BLOCK_HR: begin(reader, BLOCK_RULE, 0); break;
	case MD_BLOCK_H: begin(reader, BLOCK_HEADING, ((MD_BLOCK_H_DETAIL *)detail)->level); break;
	case MD_BLOCK_CODE:
	case MD_BLOCK_HTML: begin(reader, BLOCK_CODE, 0); break;
	case MD_BLOCK_P:
		if (!reader->in_cell || !reader->open)
			begin(reader, BLOCK_PARAGRAPH, 0);
		break;
	case MD_BLOCK_TABLE: reader->first_rows = 0; break;
	case MD_BLOCK_THEAD: reader->in_head = true; break;
	case MD_BLOCK_TBODY: reader->in_head = false; break;
	case MD_BLOCK_TR: begin_row(reader); break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD: begin_cell(reader); break;
	default: break;
	}
	return reader->status;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *userdata)
{
	struct reader *reader = userdata;
	switch (type) {
	case MD_BLOCK_QUOTE:
	case MD_BLOCK_UL:
	case MD_BLOCK_OL: reader->depth--; reader->open = false; break;
	case MD_BLOCK_LI:
		if (reader->marker && !reader->in_cell) /* an item without anything */
			begin_if_none(reader);
		reader->marker = 0;
		reader->open = false;
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		if (!reader->in_cell)
			end_cell(reader);
		break;
	case MD_BLOCK_HR:
	case MD_BLOCK_H:
	case MD_BLOCK_CODE:
	case MD_BLOCK_HTML:
	case MD_BLOCK_P:
	case MD_BLOCK_TR: reader->open = false; break;
	default: break;
	}
	return reader->status;
}

static int style_bit(MD_SPANTYPE type)
{
	switch (type) {
	case MD_SPAN_STRONG: return 0;
	case MD_SPAN_EM: return 1;
	case MD_SPAN_CODE: return 2;
	case MD_SPAN_A:
	case MD_SPAN_IMG: return 3;
	case MD_SPAN_DEL: return 4;
	default: return -1;
	}
}

static int enter_span(MD_SPANTYPE type, void *detail, void *userdata)
{
	struct reader *reader = userdata;
	int bit = style_bit(type);
	begin_if_none(reader);
	if (bit >= 0 && reader->styles[bit] < UINT8_MAX)
		reader->styles[bit]++;
	if (type == MD_SPAN_IMG)
		say(reader, slice_of("image "), style_of(reader));
	return reader->status;
}

/* Where a link leads to is said behind it, unless its text says that already. */
static void say_target(struct reader *reader, const MD_ATTRIBUTE *target)
{
	struct slice to = slice_make(target->text, target->size);
	const struct document *out = reader->out;
	const struct document_span *last = out->span_count ? &out->spans[out->span_count - 1] : NULL;
	if (!to.length || (last && slice_equal(slice_make(out->text.data + last->begin, last->length), to)))
		return;
	say(reader, slice_of(" ("), 0);
	say(reader, to, 0);
	say(reader, slice_of(")"), 0);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *userdata)
{
	struct reader *reader = userdata;
	int bit = style_bit(type);
	if (bit >= 0 && reader->styles[bit])
		reader->styles[bit]--;
	if (type == MD_SPAN_A)
		say_target(reader, &((MD_SPAN_A_DETAIL *)detail)->href);
	if (type == MD_SPAN_IMG)
		say_target(reader, &((MD_SPAN_IMG_DETAIL *)detail)->src);
	return reader->status;
}

/* The entities that everybody writes; the rest stay as they are. */
static struct slice entity(struct slice text)
{
	static const char *const known[][2] = {
		{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&#39;", "'"}, {"&nbsp;", " "}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal(text, slice_of(known[i][0])))
			return slice_of(known[i][1]);
	return text;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *userdata)
{
	struct reader *reader = userdata;
	struct slice said = slice_make(bytes, size);
	begin_if_none(reader);
	switch (type) {
	case MD_TEXT_NULLCHAR: return 0; /* as TensorBoard removes them */
	case MD_TEXT_BR: said = slice_of("\n"); break;
	case MD_TEXT_SOFTBR: said = slice_of(" "); break;
	case MD_TEXT_ENTITY: said = entity(said); break;
	case MD_TEXT_HTML:
		if (size >= 3 && !memcmp(bytes, "<br", 3))
			said = slice_of("\n");
		break;
	default: break;
	}
	say(reader, said, style_of(reader));
	return reader->status;
}

/* At the end of a line, or of a character; of a line that is too long to wait for. */
static struct slice cut(struct slice source, struct document *out)
{
	size_t room = out->text.length < MARKDOWN_MOST ? MARKDOWN_MOST - out->text.length : 0;
	if (source.length <= room)
		return source;
	out->cut = true;
	source.length = room;
	while (source.length && ((unsigned char)source.data[source.length] & 0xC0) == 0x80)
		source.length--;
	return source;
}

/*
 * Marks of quotes and lists at the start of one line: md4c looks at all that is open for each line, so that a file
 * of such lines would take minutes. Who writes this means no list.
 */
static bool nests_too_deep(struct slice source)
{
	size_t marks = 0;
	bool at_start = true;
	for (size_t i = 0; i < source.length && marks <= NESTED_MOST; i++) {
		char c = source.data[i], next = i + 1 < source.length ? source.data[i + 1] : '\n';
		bool is_mark = c == '>' || (c && strchr("-+*.)", c) && (next == ' ' || next == '\t'));
		if (c == '\n')
			marks = 0;
		at_start = c == '\n' || (at_start && (is_mark || (c && strchr(" \t0123456789", c))));
		marks += at_start && is_mark;
	}
	return marks > NESTED_MOST;
}

#ifdef TBTOP_MD4C_LATE
/* A portable build has no archive of md4c to take it from: where it is not installed, texts are shown as written. */
typedef int md_parse_function(const MD_CHAR *, MD_SIZE, const MD_PARSER *, void *);
static md_parse_function *parse;

static void find_parse(void)
{
	void *library = dlopen("libmd4c.so.0", RTLD_NOW | RTLD_LOCAL);
	void *found = library ? dlsym(library, "md_parse") : NULL;
	memcpy(&parse, &found, sizeof parse); /* no pointer to data is one to a function, in C */
}

static bool can_parse(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, find_parse);
	return parse != NULL;
}
#else
#define parse md_parse

static bool can_parse(void)
{
	return true;
}
#endif

/* The line at `at`, without its newline. */
static struct slice line_of(struct slice source, size_t at)
{
	const char *end = memchr(source.data + at, '\n', source.length - at);
	return (struct slice){source.data + at, end ? (size_t)(end - source.data) - at : source.length - at};
}

/* The row below a table's heads: each cell dashes, with a colon at their ends or without, and a | between two. */
static bool is_rule(struct slice line)
{
	bool has_bar = false, has_dashes = false;
	for (size_t i = 0; i < line.length; i++) {
		char c = line.data[i];
		if (!c || !strchr("|:- \t\r", c) || (c == '-' && has_dashes && line.data[i - 1] != '-'))
			return false;
		has_bar = has_bar || c == '|';
		has_dashes = c == '-' || (has_dashes && c != '|');
	}
	return has_bar && memchr(line.data, '-', line.length);
}

/* Writes a rule with at least three dashes in each cell; how long that is. */
static size_t widen_rule(struct slice line, char *out)
{
	size_t length = 0, dashes = 0;
	for (size_t i = 0; i < line.length; i++) {
		dashes = line.data[i] == '-' ? dashes + 1 : 0;
		out[length++] = line.data[i];
		for (bool ends = i + 1 == line.length || line.data[i + 1] != '-'; ends && dashes && dashes < 3; dashes++)
			out[length++] = '-';
	}
	return length;
}

/* The character of a fence that opens or closes code, or 0. */
static char fence_of(struct slice line)
{
	size_t at = 0;
	while (at < line.length && at < 3 && line.data[at] == ' ')
		at++;
	bool is_fence = line.length - at >= 3 && (!memcmp(line.data + at, "```", 3) || !memcmp(line.data + at, "~~~", 3));
	return is_fence ? line.data[at] : 0;
}

/*
 * The source, its tables' rules with three dashes a cell: md4c before 0.5 takes no fewer, TensorBoard one, and many
 * trainings write one. No rule more than doubles: each widened cell has a dash and what ends it. Returns the length.
 */
static size_t widen_rules(struct slice source, char *out)
{
	size_t length = 0;
	char fence = 0;
	struct slice before = {0};
	for (size_t at = 0; at < source.length;) {
		struct slice line = line_of(source, at);
		char mark = fence_of(line);
		if (!fence && before.length && memchr(before.data, '|', before.length) && is_rule(line)) {
			length += widen_rule(line, out + length);
		} else {
			memcpy(out + length, line.data, line.length);
			length += line.length;
		}
		if (mark && (!fence || fence == mark))
			fence = fence ? 0 : mark;
		at += line.length;
		if (at++ < source.length)
			out[length++] = '\n';
		before = line;
	}
	return length;
}

/*
 * md4c 0.4.8 looks one byte behind its source for the end of a link, and where it finds one there, it tells of texts
 * of gigabytes. So a newline, which ends none, stands behind the source.
 */
static enum status parse_fenced(struct slice source, const MD_PARSER *parser, struct reader *reader)
{
	char *fenced = data_alloc(2 * source.length + 2, 1);
	if (!fenced)
		return STATUS_NO_MEMORY;
	size_t length = widen_rules(source, fenced);
	fenced[length] = '\n';
	int failed = parse(fenced, (MD_SIZE)length, parser, reader);
	free(fenced);
	return reader->status ? reader->status : failed ? STATUS_NO_MEMORY : STATUS_OK; /* the only reason of its own */
}

static enum status read(struct slice source, struct document *out, bool in_cell)
{
	struct reader reader = {.out = out, .in_cell = in_cell, .fresh_cell = in_cell};
	static const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML,
		.enter_block = enter_block, .leave_block = leave_block, .enter_span = enter_span, .leave_span = leave_span,
		.text = text,
	};
	source = cut(source, out);
	if (nests_too_deep(source) || !can_parse()) {
		begin(&reader, BLOCK_CODE, 0);
		say(&reader, source, 0);
	} else if (source.length) {
		reader.status = parse_fenced(source, &parser, &reader);
	}
	if (in_cell)
		end_cell(&reader);
	return reader.status;
}

enum status markdown_read(struct slice source, struct document *out)
{
	return read(source, out, false);
}

enum status markdown_read_cell(struct slice source, struct document *out)
{
	return read(source, out, true);
}
