/*
 * Names that are looked for: regular expressions (base/regexp.h) without regard to
 * case; `!` before one inverts it; an ill-formed one matches as plain text; ""
 * matches all. And filters: a pattern as typed, beside the one in force.
 */
#ifndef TBTOP_MODEL_PATTERN_H
#define TBTOP_MODEL_PATTERN_H

#include "base/regexp.h"
#include "model/pattern_fault.h"

#include <stdbool.h>
#include <stdint.h>

/* Only this much of a name is matched: longer ones come from hostile files. */
#define PATTERN_NAME 4096
struct slice pattern_name(struct slice name);

struct pattern {
	char *text;    /* all that was typed */
	bool inverted; /* it begins with `!` */
	struct regexp *regexp; /* NULL: it is matched as plain text */
};

/* `pattern` is zeroed, or holds another one, which is freed. */
void pattern_set(struct pattern *pattern, const char *text);
void pattern_fini(struct pattern *pattern);
bool pattern_matches(const struct pattern *pattern, struct slice name);

/* A list of names that a filter is for. */
struct pattern_names {
	const void *context;
	uint32_t count;
	struct slice (*at)(const void *context, uint32_t position);
};

/*
 * One that matches nothing is kept as text, but the last one that matched
 * something stays in force, so that no typing error empties the screen.
 */
struct filter {
	char *text;             /* as typed */
	struct pattern pattern; /* in force: the same, or the last that matched something */
	bool works;             /* the text is in force */
	char *closest;          /* what is nearest to the text where it does not work; NULL for nothing near */
	struct pattern_fault fault; /* of the text: then it is looked for as it is */
};

void filter_init(struct filter *filter);
void filter_copy(struct filter *out, const struct filter *from);
void filter_fini(struct filter *filter);
/* A filter that nobody has looked at the store with yet: in force whatever is there. */
void filter_start(struct filter *filter, const char *text);
/* What is typed now; it needs filter_try to be in force. */
void filter_type(struct filter *filter, const char *text);
/* Puts the text in force if it matches anything; true when `works` changed. */
bool filter_try(struct filter *filter, const struct pattern_names *names);

#endif
