#include "model/tag_regex.h"

#include "base/alloc.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

/* Far more than a sane expression takes on a tag; a hostile one gives up within a millisecond. */
#define MATCH_STEPS 20000
#define MATCH_DEPTH 1000
#define MATCH_KIBIBYTES 1024

struct tag_regex {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *match;
};

static pcre2_code *compile(struct slice pattern)
{
	int error;
	size_t at;
	if (pattern.length > TAG_REGEX_BYTES)
		return NULL;
	return pcre2_compile((PCRE2_SPTR)(pattern.length ? pattern.data : ""), pattern.length,
	                     PCRE2_ANCHORED | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &at, NULL);
}

struct tag_regex *tag_regex_new(struct slice pattern)
{
	pcre2_code *code = compile(pattern);
	if (!code)
		return NULL;
	struct tag_regex *regex = xcalloc(1, sizeof *regex);
	regex->code = code;
	regex->limits = pcre2_match_context_create(NULL);
	regex->match = pcre2_match_data_create(1, NULL);
	if (!regex->limits || !regex->match) {
		tag_regex_free(regex);
		return NULL;
	}
	pcre2_set_match_limit(regex->limits, MATCH_STEPS);
	pcre2_set_depth_limit(regex->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(regex->limits, MATCH_KIBIBYTES);
	return regex;
}

void tag_regex_free(struct tag_regex *regex)
{
	if (!regex)
		return;
	pcre2_match_data_free(regex->match);
	pcre2_match_context_free(regex->limits);
	pcre2_code_free(regex->code);
	free(regex);
}

bool tag_regex_matches(const struct tag_regex *regex, struct slice tag)
{
	return pcre2_match(regex->code, (PCRE2_SPTR)(tag.length ? tag.data : ""), tag.length, 0, 0, regex->match,
	                   regex->limits) >= 0;
}
