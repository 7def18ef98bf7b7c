#include "view/rich.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_INDENT = 3, QUOTE_INDENT = 2, TAB = 4 };

/* ---- Pieces ------------------------------------------------------------------------- */

/* Part of a word in one style. */
struct atom {
	uint32_t begin, length; /* of the rich text */
	int width;
	enum role role;
	uint8_t attributes;
	bool space, newline; /* before it */
};

struct atoms {
	struct atom *items;
	size_t count, capacity;
};

static void add_piece(struct rich *rich, uint32_t line, int x, const struct atom *atom)
{
	if (rich->count == rich->capacity) {
		rich->capacity = rich->capacity ? 2 * rich->capacity : 256;
		rich->pieces = xrealloc(rich->pieces, rich->capacity * sizeof *rich->pieces);
	}
	rich->pieces[rich->count++] = (struct rich_piece){
		line, atom->begin, atom->length, x, atom->width, atom->role, atom->attributes};
	if (line >= rich->lines)
		rich->lines = line + 1;
}

/* Text of our own, or cleaned. */
static void add_text(struct rich *rich, uint32_t line, int x, struct slice clean, enum role role, uint8_t attributes)
{
	struct atom atom = {(uint32_t)rich->text.length, (uint32_t)clean.length, text_width(clean), role, attributes, 0, 0};
	str_append_slice(&rich->text, clean);
	add_piece(rich, line, x, &atom);
}

static void add_atom(struct atoms *atoms, struct atom atom)
{
	if (atoms->count == atoms->capacity) {
		atoms->capacity = atoms->capacity ? 2 * atoms->capacity : 64;
		atoms->items = xrealloc(atoms->items, atoms->capacity * sizeof *atoms->items);
	}
	atoms->items[atoms->count++] = atom;
}

/* ---- Words ---------------------------------------------------------------------------- */

static enum role role_of(uint8_t style)
{
	if (style & SPAN_CODE)
		return ROLE_HINT_KEY;
	if (style & SPAN_LINK)
		return ROLE_TITLE;
	return style & SPAN_STRUCK ? ROLE_DIM : style & SPAN_STRONG ? ROLE_STRONG : ROLE_TEXT;
}

static uint8_t attributes_of(uint8_t style)
{
	return (uint8_t)((style & SPAN_STRONG ? CELL_BOLD : 0) |
	                 (style & (SPAN_EMPHASIS | SPAN_LINK) ? CELL_UNDERLINE : 0));
}

/* The words of one line of a span; `*space` tells whether a blank came before. */
static void split_line(struct rich *rich, struct atoms *atoms, struct slice line, struct atom like, bool *space)
{
	size_t from = rich->text.length;
	text_clean(&rich->text, line);
	size_t end = rich->text.length;
	for (size_t at = from; at < end;) {
		size_t begin = at;
		while (at < end && rich->text.data[at] != ' ')
			at++;
		if (at > begin) {
			like.begin = (uint32_t)begin;
			like.length = (uint32_t)(at - begin);
			like.width = text_width(slice_make(rich->text.data + begin, at - begin));
			like.space = *space;
			add_atom(atoms, like);
			like.newline = *space = false;
		}
		for (; at < end && rich->text.data[at] == ' '; at++)
			*space = true;
	}
	if (like.newline) { /* an empty line ends one, too */
		like.length = 0;
		like.width = 0;
		like.begin = (uint32_t)from;
		add_atom(atoms, like);
	}
}

static void split_span(struct rich *rich, struct atoms *atoms, struct slice text, struct atom like, bool *space)
{
	for (bool first = true; text.length || first; first = false) {
		const char *end = text.length ? memchr(text.data, '\n', text.length) : NULL;
		size_t length = end ? (size_t)(end - text.data) : text.length;
		like.newline = !first;
		if (!first)
			*space = false;
		split_line(rich, atoms, slice_make(text.data, length), like, space);
		if (!end)
			break;
		text = slice_make(end + 1, text.length - length - 1);
		if (!text.length) { /* what follows is on a new line */
			like.newline = true;
			*space = false;
			split_line(rich, atoms, text, like, space);
		}
	}
}

static void split(struct rich *rich, struct atoms *atoms, const struct document *document, uint32_t first,
                  uint32_t count, uint8_t style)
{
	bool space = false;
	atoms->count = 0;
	for (uint32_t i = first; i < first + count; i++) {
		const struct document_span *span = &document->spans[i];
		uint8_t its = span->style | style;
		struct atom like = {.role = role_of(its), .attributes = attributes_of(its)};
		split_span(rich, atoms, slice_make(document->text.data + span->begin, span->length), like, &space);
	}
}

/* ---- Flow -------------------------------------------------------------------------------- */

/* A word as wide as that, from the atom on. */
static int word_width(const struct atoms *atoms, size_t at)
{
	int width = atoms->items[at].width;
	while (++at < atoms->count && !atoms->items[at].space && !atoms->items[at].newline)
		width += atoms->items[at].width;
	return width;
}

/* Breaks what is wider than a line between characters. Returns the place behind it. */
static int place_long(struct rich *rich, const struct atom *atom, int x, int from, int width, uint32_t *line)
{
	struct atom part = *atom;
	part.length = 0;
	part.width = 0;
	for (size_t at = atom->begin, end = at + atom->length; at < end;) {
		uint32_t code;
		size_t length = text_decode(slice_make(rich->text.data + at, end - at), &code);
		int columns = text_code_width(code);
		if (x - from + part.width + columns > width && x + part.width > from) {
			add_piece(rich, *line, x, &part);
			part = (struct atom){.begin = (uint32_t)at, .role = atom->role, .attributes = atom->attributes};
			x = from;
			++*line;
		}
		part.length += (uint32_t)length;
		part.width += columns;
		at += length;
	}
	add_piece(rich, *line, x, &part);
	return x + part.width;
}

/* Puts words into lines from `line` on, in columns [from, from + width). Returns the line behind the last. */
static uint32_t flow(struct rich *rich, const struct atoms *atoms, int from, int width, uint32_t line)
{
	int x = from;
	for (size_t i = 0; i < atoms->count; i++) {
		const struct atom *atom = &atoms->items[i];
		bool starts = i == 0 || atom->space || atom->newline;
		if (atom->newline && i) {
			line++;
			x = from;
		} else if (starts && x > from) {
			int needed = 1 + word_width(atoms, i);
			if (x - from + needed <= width) {
				x++;
			} else {
				line++;
				x = from;
			}
		}
		x = place_long(rich, atom, x, from, width, &line);
	}
	return line + 1;
}

/* ---- Blocks -------------------------------------------------------------------------------- */

struct page {
	struct rich *rich;
	const struct document *document;
	int width;
	uint32_t line;
	struct atoms atoms;
};

static int indent_of(const struct page *page, const struct document_block *block)
{
	int indent = block->quotes * QUOTE_INDENT + (block->indent - block->quotes) * LIST_INDENT;
	return indent < page->width / 2 ? indent : page->width / 2;
}

static void mark_item(struct page *page, const struct document_block *block, int indent)
{
	char marker[24];
	if (block->number > 0)
		snprintf(marker, sizeof marker, "%d.", (int)block->number);
	else
		snprintf(marker, sizeof marker, "%s", block->number == -1 ? "•" : block->number == -2 ? "☐" : "☑");
	int width = text_width(slice_of(marker)), x = indent - width - 1;
	if (block->number)
		add_text(page->rich, page->line, x > 0 ? x : 0, slice_of(marker), ROLE_DIM, 0);
}

static void mark_quotes(struct page *page, const struct document_block *block, uint32_t from)
{
	for (uint32_t line = from; line < page->line; line++)
		for (int i = 0; i < block->quotes && i * QUOTE_INDENT < page->width / 2; i++)
			add_text(page->rich, line, i * QUOTE_INDENT, slice_of("▌"), ROLE_DIM, 0);
}

static void fill_rule(struct page *page, int from, int width)
{
	struct str rule = {0};
	for (int i = 0; i < width; i++)
		str_append_text(&rule, "─");
	add_text(page->rich, page->line++, from, str_slice(&rule), ROLE_BORDER, 0);
	str_fini(&rule);
}

static void lay_heading(struct page *page, const struct document_block *block, int indent)
{
	split(page->rich, &page->atoms, page->document, block->first, block->count, SPAN_STRONG);
	for (size_t i = 0; i < page->atoms.count; i++)
		page->atoms.items[i].role = ROLE_TITLE;
	page->line = flow(page->rich, &page->atoms, indent, page->width - indent, page->line);
	if (block->level == 1)
		fill_rule(page, indent, page->width - indent);
}

/* A line of code keeps its blanks; tabs become some. */
static void clean_code(struct str *out, struct slice line)
{
	struct str spaced = {0};
	for (size_t i = 0; i < line.length; i++) {
		if (line.data[i] == '\t')
			str_printf(&spaced, "%*s", TAB - (int)(spaced.length % TAB), "");
		else
			str_append_char(&spaced, line.data[i]);
	}
	text_clean(out, str_slice(&spaced));
	str_fini(&spaced);
}

static uint32_t place_line(struct rich *rich, struct slice line, uint32_t at, int from, int width, enum role role)
{
	struct atom atom = {.begin = (uint32_t)rich->text.length, .role = role};
	clean_code(&rich->text, line);
	atom.length = (uint32_t)(rich->text.length - atom.begin);
	place_long(rich, &atom, from, from, width, &at);
	return at + 1;
}

static void lay_code(struct page *page, const struct document_block *block, int indent)
{
	struct slice text = {0};
	uint32_t from = page->line;
	if (block->count) {
		const struct document_span *first = &page->document->spans[block->first], *last = first + block->count - 1;
		text = slice_make(page->document->text.data + first->begin, last->begin + last->length - first->begin);
	}
	while (text.length) {
		const char *end = memchr(text.data, '\n', text.length);
		size_t length = end ? (size_t)(end - text.data) : text.length;
		int width = page->width - indent - 2;
		page->line = place_line(page->rich, slice_make(text.data, length), page->line, indent + 2, width > 0 ? width : 1,
		                        ROLE_HINT_KEY);
		text = slice_make(text.data + length + (end != NULL), text.length - length - (end != NULL));
	}
	for (uint32_t line = from; line < page->line; line++)
		add_text(page->rich, line, indent, slice_of("▏"), ROLE_DIM, 0);
}

/* ---- Tables ------------------------------------------------------------------------------------ */

enum { COLUMNS_MOST = 64, COLUMN_LEAST = 4, BETWEEN = 3 };

struct table {
	size_t first, end; /* blocks */
	int columns, widths[COLUMNS_MOST];
	bool more, tall;   /* more: columns that have no room; tall: a cell has many lines */
};

/* Spans of the cell that begins at `*span`, which moves behind them. */
static uint32_t cell_spans(const struct document *document, const struct document_block *row, uint32_t *span)
{
	uint32_t first = *span, end = row->first + row->count;
	do
		++*span;
	while (*span < end && !(document->spans[*span].style & SPAN_CELL));
	return *span - first;
}

/* The longest line in it. */
static int cell_width(const struct atoms *atoms)
{
	int width = 0, widest = 0;
	for (size_t i = 0; i < atoms->count; i++) {
		const struct atom *atom = &atoms->items[i];
		width = i == 0 || atom->newline ? atom->width : width + atom->space + atom->width;
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void measure_row(struct page *page, struct table *table, const struct document_block *row)
{
	int column = 0;
	for (uint32_t span = row->first; span < row->first + row->count; column++) {
		size_t kept = page->rich->text.length;
		uint32_t first = span, count = cell_spans(page->document, row, &span);
		if (column >= COLUMNS_MOST) {
			table->more = true;
			return;
		}
		split(page->rich, &page->atoms, page->document, first, count, 0);
		page->rich->text.length = kept;
		int width = cell_width(&page->atoms);
		if (column >= table->columns) {
			table->columns = column + 1;
			table->widths[column] = COLUMN_LEAST - 1;
		}
		if (width > table->widths[column])
			table->widths[column] = width;
	}
}

/* Columns that are narrower than their share keep their width; the others share what is left. */
static void fit_columns(struct table *table, int width)
{
	while (table->columns > 1 && table->columns * (COLUMN_LEAST + BETWEEN) - BETWEEN > width) {
		table->columns--;
		table->more = true;
	}
	int left = width - BETWEEN * (table->columns - 1), open = table->columns;
	bool fits[COLUMNS_MOST] = {false};
	for (bool changed = true; changed && open;) {
		changed = false;
		int share = left / open;
		for (int i = 0; i < table->columns; i++)
			if (!fits[i] && table->widths[i] <= share) {
				fits[i] = changed = true;
				left -= table->widths[i];
				open--;
			}
	}
	for (int i = 0; i < table->columns; i++)
		if (!fits[i]) {
			table->widths[i] = left / open > 0 ? left / open : 1;
			left -= table->widths[i];
			open--;
			table->tall = true;
		}
}

static void lay_row(struct page *page, const struct table *table, const struct document_block *row, int indent)
{
	uint32_t end = page->line + 1, from = page->line;
	int x = indent, column = 0;
	for (uint32_t span = row->first; span < row->first + row->count && column < table->columns; column++) {
		uint32_t first = span, count = cell_spans(page->document, row, &span);
		split(page->rich, &page->atoms, page->document, first, count, row->level ? SPAN_STRONG : 0);
		uint32_t behind = flow(page->rich, &page->atoms, x, table->widths[column], page->line);
		end = behind > end ? behind : end;
		x += table->widths[column] + BETWEEN;
	}
	page->line = end;
	x = indent;
	for (int i = 0; i + 1 < table->columns; i++) {
		x += table->widths[i];
		for (uint32_t line = from; line < end; line++)
			add_text(page->rich, line, x + 1, slice_of("│"), ROLE_BORDER, 0);
		x += BETWEEN;
	}
}

static void rule_row(struct page *page, const struct table *table, int indent)
{
	struct str rule = {0};
	for (int i = 0; i < table->columns; i++) {
		for (int k = 0; k < table->widths[i]; k++)
			str_append_text(&rule, "─");
		str_append_text(&rule, i + 1 < table->columns ? "─┼─" : "");
	}
	add_text(page->rich, page->line++, indent, str_slice(&rule), ROLE_BORDER, 0);
	str_fini(&rule);
}

/* Returns the block behind the table. */
static size_t lay_table(struct page *page, size_t first, int indent)
{
	const struct document *document = page->document;
	struct table table = {.first = first, .end = first};
	do
		measure_row(page, &table, &document->blocks[table.end++]);
	while (table.end < document->block_count && document->blocks[table.end].kind == BLOCK_ROW &&
	       document->blocks[table.end].tight);
	fit_columns(&table, page->width - indent);
	for (size_t i = first; i < table.end; i++) {
		lay_row(page, &table, &document->blocks[i], indent);
		if (i + 1 < table.end && (document->blocks[i].level || table.tall))
			rule_row(page, &table, indent);
	}
	if (table.more)
		add_text(page->rich, page->line++, indent, slice_of("… more columns than there is room for"), ROLE_DIM, 0);
	return table.end;
}

/* ---- A document --------------------------------------------------------------------------------- */

static void lay_text(struct page *page, const struct document_block *block, int indent)
{
	split(page->rich, &page->atoms, page->document, block->first, block->count, 0);
	page->line = flow(page->rich, &page->atoms, indent, page->width - indent, page->line);
}

static size_t lay_block(struct page *page, size_t at)
{
	const struct document_block *block = &page->document->blocks[at];
	int indent = indent_of(page, block);
	if (at && !(block->tight && page->document->blocks[at - 1].indent >= block->indent) && page->line)
		page->line++;
	uint32_t from = page->line;
	mark_item(page, block, indent);
	size_t next = at + 1;
	switch ((enum block_kind)block->kind) {
	case BLOCK_HEADING: lay_heading(page, block, indent); break;
	case BLOCK_CODE: lay_code(page, block, indent); break;
	case BLOCK_RULE: fill_rule(page, indent, page->width - indent); break;
	case BLOCK_ROW: next = lay_table(page, at, indent); break;
	case BLOCK_PARAGRAPH: lay_text(page, block, indent); break;
	}
	mark_quotes(page, block, from);
	return next;
}

static int compare_pieces(const void *a, const void *b)
{
	const struct rich_piece *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->x > y->x) - (x->x < y->x);
}

void rich_clear(struct rich *rich)
{
	str_clear(&rich->text);
	rich->count = 0;
	rich->lines = 0;
}

void rich_document(struct rich *rich, const struct document *document, int width)
{
	struct page page = {.rich = rich, .document = document, .width = width > 1 ? width : 1};
	rich_clear(rich);
	for (size_t i = 0; i < document->block_count;)
		i = lay_block(&page, i);
	if (document->cut)
		add_text(rich, page.line + 1, 0, slice_of("… cut: the text is longer than what is shown"), ROLE_WARN, 0);
	if (rich->count)
		qsort(rich->pieces, rich->count, sizeof *rich->pieces, compare_pieces);
	free(page.atoms.items);
}

void rich_line(struct rich *rich, struct slice line, int width, enum role role, const char *before)
{
	int from = (int)strlen(before);
	uint32_t at = rich->lines;
	if (from)
		add_text(rich, at, 0, slice_of(before), role, 0);
	place_line(rich, line, at, from, width - from > 0 ? width - from : 1, role);
}

void rich_fini(struct rich *rich)
{
	str_fini(&rich->text);
	free(rich->pieces);
	*rich = (struct rich){0};
}
