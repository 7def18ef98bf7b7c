#include "base/regexp.h"

#include "base/alloc.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

/* Far more than a sane expression takes on a tag; a hostile one gives up within a millisecond. */
#define MATCH_STEPS 20000
#define MATCH_DEPTH 1000
#define MATCH_KIBIBYTES 1024
#define PARTS 2 /* all of it, and the first (…) */

struct regexp {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *match;
};

static const char *words(int error)
{
	switch (error) {
	case PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS: return "( is not closed";
	case PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS: return ") closes nothing";
	case PCRE2_ERROR_MISSING_SQUARE_BRACKET: return "[ is not closed";
	case PCRE2_ERROR_END_BACKSLASH: return "nothing follows \\";
	case PCRE2_ERROR_QUANTIFIER_INVALID: return "there is nothing to repeat";
	case PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER:
	case PCRE2_ERROR_QUANTIFIER_TOO_BIG: return "no such number of times";
	case PCRE2_ERROR_CLASS_RANGE_ORDER: return "the range ends before it begins";
	case PCRE2_ERROR_UNKNOWN_POSIX_CLASS: return "no such class of characters";
	case PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE: return "no such group";
	case PCRE2_ERROR_PATTERN_TOO_LARGE:
	case PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP:
	case PCRE2_ERROR_HEAP_FAILED: return "it is too large";
	default: return error < 0 ? "it is no UTF-8" : "it is no regular expression";
	}
}

static pcre2_code *compile(struct slice text, int flags, const char **why)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
	int error = PCRE2_ERROR_PATTERN_TOO_LARGE;
	size_t at;
	pcre2_code *code = NULL;
	options |= (flags & REGEXP_ANY_CASE ? PCRE2_CASELESS : 0) | (flags & REGEXP_AT_START ? PCRE2_ANCHORED : 0);
	if (text.length <= REGEXP_BYTES)
		code = pcre2_compile((PCRE2_SPTR)(text.length ? text.data : ""), text.length, options, &error, &at, NULL);
	if (!code && why)
		*why = words(error);
	return code;
}

struct regexp *regexp_new(struct slice text, int flags, const char **why)
{
	pcre2_code *code = compile(text, flags, why);
	if (!code)
		return NULL;
	struct regexp *regexp = xcalloc(1, sizeof *regexp);
	regexp->code = code;
	regexp->limits = pcre2_match_context_create(NULL);
	regexp->match = pcre2_match_data_create(PARTS, NULL);
	if (!regexp->limits || !regexp->match) {
		regexp_free(regexp);
		if (why)
			*why = words(PCRE2_ERROR_HEAP_FAILED);
		return NULL;
	}
	pcre2_set_match_limit(regexp->limits, MATCH_STEPS);
	pcre2_set_depth_limit(regexp->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(regexp->limits, MATCH_KIBIBYTES);
	return regexp;
}

void regexp_free(struct regexp *regexp)
{
	if (!regexp)
		return;
	pcre2_match_data_free(regexp->match);
	pcre2_match_context_free(regexp->limits);
	pcre2_code_free(regexp->code);
	free(regexp);
}

/* As pcre2_match(3): negative without a match, else how many parts took part, 0 for more than there is room for. */
static int match(const struct regexp *regexp, struct slice text)
{
	return pcre2_match(regexp->code, (PCRE2_SPTR)(text.length ? text.data : ""), text.length, 0, 0, regexp->match,
	                   regexp->limits);
}

bool regexp_matches(const struct regexp *regexp, struct slice text)
{
	return match(regexp, text) >= 0;
}

bool regexp_part(const struct regexp *regexp, struct slice text, struct slice *part)
{
	int parts = match(regexp, text);
	if (parts < 0)
		return false;
	const size_t *places = pcre2_get_ovector_pointer(regexp->match);
	if (parts != 1 && places[2] != PCRE2_UNSET)
		places += 2;
	bool forward = places[0] <= places[1]; /* \K within a look ahead can turn it round */
	*part = slice_make(text.data + places[0], forward ? places[1] - places[0] : 0);
	return true;
}
