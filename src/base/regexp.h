/*
 * Regular expressions, by PCRE2: all that POSIX calls extended and people use, and Perl's and Python's \d \w \b (?:…).
 * They come from people and from files, so they have limits: one that is longer than REGEXP_BYTES is refused, and a match
 * that takes too long is none. Of text that is no UTF-8 what is none matches nothing. One thread at a time.
 */
#ifndef TBTOP_BASE_REGEXP_H
#define TBTOP_BASE_REGEXP_H

#include "base/str.h"

#define REGEXP_BYTES 4096

enum { REGEXP_ANY_CASE = 1, REGEXP_AT_START = 2 }; /* AT_START: as Python's re.match, else found anywhere */

struct regexp;

/*
 * NULL when it is ill-formed or too long; then `why`, unless it is NULL, is what is wrong: static, the same pointer for
 * the same fault.
 */
struct regexp *regexp_new(struct slice text, int flags, const char **why);
void regexp_free(struct regexp *regexp); /* NULL is fine */

bool regexp_matches(const struct regexp *regexp, struct slice text);
/* The part of `text` that the first (…) matched, if that took part, else all that was matched. False without a match. */
bool regexp_part(const struct regexp *regexp, struct slice text, struct slice *part);

#endif
