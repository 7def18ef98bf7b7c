#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/markdown.h"

#include <stdlib.h>
#include <string.h>

/* A block a line: its kind, level, indent and number, then its spans with their styles. */
static void describe(const struct document *document, struct str *out)
{
	for (size_t i = 0; i < document->block_count; i++) {
		const struct document_block *block = &document->blocks[i];
		str_printf(out, "%c%d%s", "phc-r"[block->kind], block->level, block->tight ? "t" : "");
		str_printf(out, " %d.%d %d", block->indent, block->quotes, (int)block->number);
		for (uint32_t k = block->first; k < block->first + block->count; k++) {
			const struct document_span *span = &document->spans[k];
			str_printf(out, " %d[%.*s]", span->style, (int)span->length, document->text.data + span->begin);
		}
		str_append_char(out, '\n');
	}
}

static void check_slice(struct slice source, const char *want)
{
	struct document document = {0};
	struct str got = {0};
	assert_int_equal(markdown_read(source, &document), STATUS_OK);
	describe(&document, &got);
	assert_string_equal(str_text(&got), want);
	str_fini(&got);
	document_fini(&document);
}

static void check(const char *source, const char *want)
{
	check_slice(slice_of(source), want);
}

static void blocks(void **state)
{
	check("", "");
	check("# a\n\n## b\ntext\nmore\n", "h1 0.0 0 0[a]\nh2 0.0 0 0[b]\np0 0.0 0 0[text more]\n");
	check("- a\n- b\n  1. c\n  2. d\n", "p0t 1.0 -1 0[a]\np0t 1.0 -1 0[b]\np0t 2.0 1 0[c]\np0t 2.0 2 0[d]\n");
	check("7. a\n\n8. b\n", "p0 1.0 7 0[a]\np0 1.0 8 0[b]\n");
	check("-\n- [x] a\n- [ ] b\n", "p0t 1.0 -1\np0t 1.0 -3 0[a]\np0t 1.0 -2 0[b]\n");
	check("> a\n>> b\n", "p0 1.1 0 0[a]\np0 2.2 0 0[b]\n");
	check("```\nx\n  y\n```\n---\n", "c0 0.0 0 0[x\n  y\n]\n-0 0.0 0\n");
	check("|a|b|\n|---|---|\n|1||\n\nend", "r1 0.0 0 32[a] 32[b]\nr0t 0.0 0 32[1] 32[ ]\np0 0.0 0 0[end]\n");
}

/* As Python's Markdown, and so TensorBoard, has it: one dash a cell is enough. */
static void rules_of_tables(void **state)
{
	const char *table = "r1 0.0 0 32[a] 32[b]\nr0t 0.0 0 32[1] 32[2]\n";
	check("|a|b|\n|-|-|\n|1|2|", table);
	check("a | b\n- | --\n1 | 2\n", table);
	check("|a|b|\r\n|:--|-:|\r\n|1|2|\r\n", table);
	check("a|b\n-|-", "r1 0.0 0 32[a] 32[b]\n");
	check("a\n\n|-|-|\n", "p0 0.0 0 0[a]\np0 0.0 0 0[|-|-|]\n");
	check("|a|b|\n|- -|-|\n", "p0 0.0 0 0[|a|b| |- -|-|]\n");
	check("```\n|a|b|\n|-|-|\n```\n", "c0 0.0 0 0[|a|b|\n|-|-|\n]\n");
	check("~~~\n```\n|a|\n|-|\n~~~\n|a|b|\n|-|-|\n", "c0 0.0 0 0[```\n|a|\n|-|\n]\nr1 0.0 0 32[a] 32[b]\n");
}

static void spans(void **state)
{
	check("a **b *c*** `d` ~~e~~", "p0 0.0 0 0[a ] 1[b ] 3[c] 0[ ] 4[d] 0[ ] 16[e]\n");
	check("[x](http://y) <http://z> ![p](q)",
	      "p0 0.0 0 8[x] 0[ (http://y) ] 8[http://z] 0[ ] 8[image p] 0[ (q)]\n");
	check("<b>x</b> &lt; &amp; &copy;", "p0 0.0 0 0[<b>x</b> < & &copy;]\n");
	check("a  \nb<br>c", "p0 0.0 0 0[a\nb<br>c]\n");
}

/* In a file something stands behind each text: it is no part of it. */
static void behind_the_end(void **state)
{
	check_slice(slice_make("[a](b)", 5), "p0 0.0 0 0[[a](b]\n");
	check_slice(slice_make("![a](b \"t\")", 10), "p0 0.0 0 0[![a](b \"t\"]\n");
	check_slice(slice_make("`a`", 2), "p0 0.0 0 0[`a]\n");
	check_slice(slice_make("**a**", 4), "p0 0.0 0 0[*] 2[a]\n");
}

static void cells(void **state)
{
	struct document document = {0};
	struct str got = {0};
	assert_true(document_block(&document, (struct document_block){.kind = BLOCK_ROW}));
	assert_int_equal(markdown_read_cell(slice_of("# a\n\n- b\n- **c**\n"), &document), STATUS_OK);
	assert_int_equal(markdown_read_cell(slice_of(""), &document), STATUS_OK);
	assert_int_equal(markdown_read_cell(slice_of("|x|y|\n|---|---|\n"), &document), STATUS_OK);
	describe(&document, &got);
	assert_string_equal(str_text(&got), "r0 0.0 0 32[a\n• b\n• ] 1[c] 32[ ] 32[  x  y]\n");
	str_fini(&got);
	document_fini(&document);
}

/* `part` over and over, `times`, then `end`: it takes no long time, and no deep stack. */
static void repeated(const char *part, size_t times, const char *end)
{
	struct document document = {0};
	struct str source = {0};
	for (size_t i = 0; i < times; i++)
		str_append_text(&source, part);
	str_append_text(&source, end);
	assert_int_equal(markdown_read(str_slice(&source), &document), STATUS_OK);
	assert_true(document.text.length <= 2 * MARKDOWN_MOST);
	assert_int_equal(document.cut, source.length > MARKDOWN_MOST);
	for (size_t i = 0; i < document.block_count; i++)
		assert_in_range(document.blocks[i].indent, 0, MARKDOWN_DEPTH);
	document_fini(&document);
	str_fini(&source);
}

static void hostile(void **state)
{
	static const char *const parts[] = {
		">", "> ", "- ", "1. ", "[", "![", "*", "**a ", "`", "``a", "<", "&", "|", "|\n", "\n", "_", "~~", "(", "[a](",
		"# ", "\t", " ", "\\", "a\n===\n", "<a ", "* * \n", "[a]: b\n", "\xFF", "\xF0\x9F"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		repeated(parts[i], 10000, "x");
		repeated(parts[i], 100000, "\n\nx\n");
	}
	struct document document = {0};
	assert_int_equal(markdown_read(slice_make("a\0b", 3), &document), STATUS_OK);
	assert_true(slice_equal(str_slice(&document.text), slice_of("ab")));
	document_fini(&document);
}

static void nested_lines(void **state)
{
	struct document document = {0};
	struct str source = {0};
	for (int i = 0; i < 1200; i++)
		str_printf(&source, "%*s- x\n", 2 * i < 200 ? 2 * i : 200, "");
	for (int i = 0; i < 300; i++)
		str_append_text(&source, "> > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > x\n\n");
	assert_int_equal(markdown_read(str_slice(&source), &document), STATUS_OK);
	document_fini(&document);
	str_fini(&source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks),         cmocka_unit_test(rules_of_tables), cmocka_unit_test(spans), cmocka_unit_test(cells),
		cmocka_unit_test(behind_the_end),
		cmocka_unit_test(hostile), cmocka_unit_test(nested_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
