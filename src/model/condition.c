#include "model/condition.h"

#include "base/alloc.h"
#include "base/text.h"
#include "model/better.h"
#include "model/jump.h"
#include "model/pattern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 32 /* of parentheses */
#define SHOWN 40 /* columns of what is complained of */

enum term_what {
	TERM_STATE, TERM_NAN, TERM_RUN,
	TERM_STEP, TERM_AGE, TERM_SILENT, TERM_RATE, TERM_DRIFT, TERM_PLATEAU, TERM_TAG,
};
enum compare { LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, UNEQUAL };

struct term {
	enum term_what what;
	enum run_state state;
	enum compare compare;
	double number;
	char *tag; /* owned; of TERM_TAG, TERM_PLATEAU, and of TERM_NAN where it is of one; else NULL */
	struct pattern run; /* of TERM_RUN */
};

/* In reverse Polish order: a term's number, or what joins the two before it. */
enum { OP_AND = -1, OP_OR = -2 };
struct condition {
	struct term terms[CONDITION_TERMS];
	int count;
	int program[2 * CONDITION_TERMS];
	int length;
};

struct parser {
	struct condition *out;
	const char *at;
	struct str *why;
	int depth;
	bool failed;
};

/* ---- Words ---------------------------------------------------------------------------- */

static bool fail(struct parser *parser, const char *wanted)
{
	struct str clean = {0};
	if (parser->failed)
		return false;
	parser->failed = true;
	text_clean(&clean, slice_of(parser->at));
	str_printf(parser->why, "%s expected ", wanted);
	str_append_text(parser->why, *parser->at ? "at " : "at the end");
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
	struct parser parser = {.out = condition, .at = text, .why = why};
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

/* ---- Whether it holds --------------------------------------------------------------------- */

static bool compare(double value, enum compare how, double number)
{
	switch (how) {
	case LESS: return value < number;
	case LESS_EQUAL: return value <= number;
	case GREATER: return value > number;
	case GREATER_EQUAL: return value >= number;
	case EQUAL: return value == number;
	case UNEQUAL: return value != number;
	}
	return false;
}

/* The newest value of a scalar; false without one. */
static bool newest_value(const struct store *store, uint32_t series, double *out)
{
	struct row row;
	enum number_type type;
	if (store_series_head(store, series).kind != KIND_SCALAR || !store_last_row(store, series, &row, &type))
		return false;
	*out = number_value(type, row.bits);
	return true;
}

static uint32_t series_of(const struct store *store, uint32_t run, const char *name)
{
	uint32_t tag = store_tag_find(store, slice_of(name));
	return tag == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
}

/* Steps from the best, or from the newest that was the best so far either way, to the last. */
static bool plateau_of(const struct store *store, uint32_t run, const char *name, double *out)
{
	uint32_t series = series_of(store, run, name);
	struct row last;
	enum number_type type;
	int64_t best = INT64_MIN, step;
	enum better better = better_by_name(slice_of(name));
	if (series == STORE_NONE || store_series_head(store, series).kind != KIND_SCALAR ||
	    !store_last_row(store, series, &last, &type))
		return false;
	if (better != BETTER_HIGH && jump_best(store, series, INT64_MAX, JUMP_BACK, false, &step))
		best = step;
	if (better != BETTER_LOW && jump_best(store, series, INT64_MAX, JUMP_BACK, true, &step))
		best = step > best ? step : best;
	*out = (double)last.step - (double)best;
	return best != INT64_MIN;
}

static bool any_nan(const struct store *store, uint32_t run)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		double value;
		if (newest_value(store, store_run_series_at(store, run, i), &value) && !isfinite(value))
			return true;
	}
	return false;
}

static bool tag_value(const struct store *store, uint32_t run, const char *name, double *out)
{
	uint32_t series = series_of(store, run, name);
	return series != STORE_NONE && newest_value(store, series, out);
}

/* False when there is nothing to compare. */
static bool subject_value(const struct term *term, const struct store *store, uint32_t run,
                          const struct steptime *steptime, double now, double *out)
{
	struct run_info info = store_run(store, run);
	struct vitals vitals;
	switch (term->what) {
	case TERM_STEP: *out = (double)info.last_step; return info.has_step;
	case TERM_AGE: *out = now - run_newest_wall(store, run, now); break;
	case TERM_SILENT:
		vitals = run_vitals(store, run, steptime->gap_p99, now);
		*out = (now - vitals.newest) / vitals.usual;
		break;
	case TERM_RATE: *out = steptime->rate_now; break;
	case TERM_DRIFT: *out = steptime->drift; break;
	case TERM_PLATEAU: return plateau_of(store, run, term->tag, out);
	case TERM_TAG: return tag_value(store, run, term->tag, out);
	default: return false;
	}
	return !isnan(*out);
}

static bool term_holds(const struct term *term, const struct store *store, uint32_t run,
                       const struct steptime *steptime, double now)
{
	double value;
	if (term->what == TERM_RUN)
		return pattern_matches(&term->run, store_run(store, run).name);
	if (term->what == TERM_NAN && term->tag)
		return tag_value(store, run, term->tag, &value) && !isfinite(value);
	if (term->what == TERM_NAN)
		return any_nan(store, run);
	if (term->what == TERM_STATE)
		return isfinite(store_run(store, run).newest_wall) &&
		       run_state_of(store, run, steptime->gap_p99, now) == term->state;
	return subject_value(term, store, run, steptime, now, &value) && compare(value, term->compare, term->number);
}

/* What the program makes of its terms: judge gives that of each. */
static bool run_program(const struct condition *condition, bool (*judge)(const struct term *term, const void *context),
                        const void *context)
{
	bool stack[CONDITION_TERMS];
	int top = 0;
	for (int i = 0; i < condition->length; i++) {
		int op = condition->program[i];
		if (op >= 0) {
			stack[top++] = judge(&condition->terms[op], context);
			continue;
		}
		top--;
		stack[top - 1] = op == OP_AND ? stack[top - 1] && stack[top] : stack[top - 1] || stack[top];
	}
	return stack[0];
}

struct facts {
	const struct store *store;
	uint32_t run;
	const struct steptime *steptime;
	double now;
};

static bool judge_now(const struct term *term, const void *context)
{
	const struct facts *facts = context;
	return term_holds(term, facts->store, facts->run, facts->steptime, facts->now);
}

bool condition_holds(const struct condition *condition, const struct store *store, uint32_t run,
                     const struct steptime *steptime, double now)
{
	return run_program(condition, judge_now, &(struct facts){store, run, steptime, now});
}

/* There is no "not": what holds when all else does may come to hold. */
static bool judge_name(const struct term *term, const void *context)
{
	const struct slice *name = context;
	return term->what != TERM_RUN || pattern_matches(&term->run, *name);
}

bool condition_may_hold(const struct condition *condition, struct slice run)
{
	return run_program(condition, judge_name, &run);
}

static bool any_term(const struct condition *condition, bool (*is)(const struct term *term))
{
	for (int i = 0; i < condition->count; i++)
		if (is(&condition->terms[i]))
			return true;
	return false;
}

static bool needs_steptime(const struct term *term)
{
	return term->what == TERM_STATE || term->what == TERM_SILENT || term->what == TERM_RATE || term->what == TERM_DRIFT;
}

static bool needs_time(const struct term *term)
{
	return term->what == TERM_STATE || term->what == TERM_AGE || term->what == TERM_SILENT;
}

static bool is_end(const struct term *term)
{
	return term->what == TERM_STATE && (term->state == RUN_DONE || term->state == RUN_GONE);
}

bool condition_needs_steptime(const struct condition *condition)
{
	return any_term(condition, needs_steptime);
}

bool condition_needs_time(const struct condition *condition)
{
	return any_term(condition, needs_time);
}

bool condition_is_end(const struct condition *condition)
{
	return any_term(condition, is_end);
}
