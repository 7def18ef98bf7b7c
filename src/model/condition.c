#include "model/condition.h"

#include "base/alloc.h"
#include "base/text.h"
#include "model/condition_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 32 /* of parentheses */
#define SHOWN 40 /* columns of what is complained of */

struct parser {
	struct condition *out;
	const char *start, *at;
	struct str *why;
	int depth;
	bool failed;
};

/* ---- Words ---------------------------------------------------------------------------- */

/* From 1, as the text is shown. */
static int column_of(const struct parser *parser)
{
	struct str before = {0};
	text_clean(&before, slice_make(parser->start, (size_t)(parser->at - parser->start)));
	int column = text_width(str_slice(&before)) + 1;
	str_fini(&before);
	return column;
}

static bool fail(struct parser *parser, const char *wanted)
{
	struct str clean = {0};
	if (parser->failed)
		return false;
	parser->failed = true;
	text_clean(&clean, slice_of(parser->at));
	if (*parser->at)
		str_printf(parser->why, "%s expected in column %d, at ", wanted, column_of(parser));
	else
		str_printf(parser->why, "%s expected at the end", wanted);
	text_fit(parser->why, str_slice(&clean), SHOWN, TEXT_CUT_END);
	str_fini(&clean);
	return false;
}

static void skip_blanks(struct parser *parser)
{
	while (*parser->at == ' ' || *parser->at == '\t')
		parser->at++;
}

static bool take(struct parser *parser, const char *sign)
{
	skip_blanks(parser);
	size_t length = strlen(sign);
	if (strncmp(parser->at, sign, length))
		return false;
	parser->at += length;
	return true;
}

/* A name ends at a blank or a sign. */
static size_t name_length(const char *text)
{
	return strcspn(text, " \t<>=!&|()\"");
}

/* The subject as written: in quotes anything but a quote. NULL after a complaint. Freed by the caller. */
static char *take_name(struct parser *parser, bool *quoted)
{
	skip_blanks(parser);
	*quoted = *parser->at == '"';
	size_t length = *quoted ? strcspn(parser->at + 1, "\"") : name_length(parser->at);
	if (*quoted && parser->at[1 + length] != '"') {
		fail(parser, "a closing \"");
		return NULL;
	}
	if (!length) {
		fail(parser, "a state, a tag or step");
		return NULL;
	}
	char *name = xmemdup0(parser->at + *quoted, length);
	parser->at += length + (*quoted ? 2 : 0);
	return name;
}

static bool take_compare(struct parser *parser, enum compare *out)
{
	static const struct {
		const char *sign;
		enum compare compare;
	} signs[] = {
		{"<=", LESS_EQUAL}, {">=", GREATER_EQUAL}, {"==", EQUAL}, {"!=", UNEQUAL},
		{"<", LESS}, {">", GREATER}, {"=", EQUAL},
	};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (take(parser, signs[i].sign)) {
			*out = signs[i].compare;
			return true;
		}
	return fail(parser, "a comparison such as >=");
}

static double suffix_factor(char suffix)
{
	switch (suffix) {
	case 'k': return 1e3;
	case 'M': return 1e6;
	case 'G': return 1e9;
	case '%': return 0.01;
	default: return 0;
	}
}

static bool take_number(struct parser *parser, double *out)
{
	char *end;
	skip_blanks(parser);
	*out = strtod(parser->at, &end);
	if (end == parser->at || isnan(*out))
		return fail(parser, "a number");
	double factor = suffix_factor(*end);
	if (factor > 0) {
		*out *= factor;
		end++;
	}
	if (name_length(end))
		return fail(parser, "a number");
	if (isinf(*out))
		return fail(parser, "a number that is not infinite");
	parser->at = end;
	return true;
}

/* ---- Grammar ---------------------------------------------------------------------------- */

static bool emit(struct parser *parser, int op)
{
	parser->out->program[parser->out->length++] = op;
	return true;
}

/* The state or the fact of that name; false when it is none. */
static bool is_fact(const char *name, struct term *term)
{
	static const enum run_state states[] = {RUN_LIVE, RUN_LATE, RUN_STALLED, RUN_DONE, RUN_GONE};
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (!strcmp(name, run_state_name(states[i]))) {
			*term = (struct term){.what = TERM_STATE, .state = states[i]};
			return true;
		}
	*term = (struct term){.what = TERM_NAN};
	return !strcmp(name, "nan");
}

/* What stands in the parentheses behind a word. NULL after a complaint. Freed by the caller. */
static char *take_argument(struct parser *parser)
{
	bool quoted;
	char *name = take(parser, "(") ? take_name(parser, &quoted) : NULL;
	if (name && !take(parser, ")")) {
		fail(parser, ")");
		free(name);
		return NULL;
	}
	return name;
}

static enum term_what subject_of(const char *name)
{
	static const struct {
		const char *name;
		enum term_what what;
	} subjects[] = {
		{"step", TERM_STEP}, {"age", TERM_AGE}, {"silent", TERM_SILENT}, {"rate", TERM_RATE}, {"drift", TERM_DRIFT},
	};
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		if (!strcmp(name, subjects[i].name))
			return subjects[i].what;
	return TERM_TAG;
}

/* "run ~": how a word of its own is told from a tag that is called run. */
static bool take_run(struct parser *parser)
{
	const char *before = parser->at;
	if (take(parser, "run") && take(parser, "~"))
		return true;
	parser->at = before;
	return false;
}

static bool parse_run(struct parser *parser, struct term *term)
{
	bool quoted, inverted = take(parser, "!");
	char *name = take_name(parser, &quoted);
	struct str text = {0};
	if (!name)
		return false;
	str_printf(&text, "%s%s", inverted ? "!" : "", name);
	term->what = TERM_RUN;
	pattern_set(&term->run, str_text(&text));
	str_fini(&text);
	free(name);
	return true;
}

/* What has a value: a fact of the run, a tag, its plateau. */
static bool parse_comparison(struct parser *parser, struct term *term, char *name, bool quoted)
{
	term->what = quoted ? TERM_TAG : subject_of(name);
	term->tag = name;
	if (!quoted && *parser->at == '(' && !strcmp(name, "plateau")) {
		term->what = TERM_PLATEAU;
		term->tag = take_argument(parser);
		free(name);
	}
	return term->tag && take_compare(parser, &term->compare) && take_number(parser, &term->number);
}

static bool parse_named(struct parser *parser, struct term *term)
{
	bool quoted;
	char *name = take_name(parser, &quoted);
	if (!name)
		return false;
	if (quoted || !is_fact(name, term))
		return parse_comparison(parser, term, name, quoted);
	free(name);
	if (term->what == TERM_NAN && *parser->at == '(')
		return (term->tag = take_argument(parser)) != NULL;
	return true;
}

static void term_fini(struct term *term)
{
	free(term->tag);
	pattern_fini(&term->run);
}

static bool parse_term(struct parser *parser)
{
	struct term term = {0};
	if (parser->out->count == CONDITION_TERMS)
		return fail(parser, "fewer terms: the end");
	skip_blanks(parser);
	if (take_run(parser) ? !parse_run(parser, &term) : !parse_named(parser, &term)) {
		term_fini(&term);
		return false;
	}
	parser->out->terms[parser->out->count] = term;
	return emit(parser, parser->out->count++);
}

static bool parse_any(struct parser *parser);

static bool parse_one(struct parser *parser)
{
	if (!take(parser, "("))
		return parse_term(parser);
	if (++parser->depth > DEPTH)
		return fail(parser, "fewer parentheses: a term");
	if (!parse_any(parser))
		return false;
	parser->depth--;
	return take(parser, ")") || fail(parser, "&&, || or )");
}

static bool parse_all(struct parser *parser)
{
	if (!parse_one(parser))
		return false;
	while (take(parser, "&&"))
		if (!parse_one(parser) || !emit(parser, OP_AND))
			return false;
	return true;
}

static bool parse_any(struct parser *parser)
{
	if (!parse_all(parser))
		return false;
	while (take(parser, "||"))
		if (!parse_all(parser) || !emit(parser, OP_OR))
			return false;
	return true;
}

struct condition *condition_parse(const char *text, struct str *why)
{
	struct condition *condition = xcalloc(1, sizeof *condition);
	struct parser parser = {.out = condition, .start = text, .at = text, .why = why};
	bool good = strlen(text) <= CONDITION_LENGTH ? parse_any(&parser) : fail(&parser, "a shorter condition");
	skip_blanks(&parser);
	if (good && *parser.at)
		good = fail(&parser, "&& or ||");
	if (good)
		return condition;
	condition_free(condition);
	return NULL;
}

void condition_free(struct condition *condition)
{
	for (int i = 0; condition && i < condition->count; i++)
		term_fini(&condition->terms[i]);
	free(condition);
}
