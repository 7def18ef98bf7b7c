/*
 * Tags that a layout's regular expression picks, as TensorBoard does it with
 * Python's re.match: at the start of the tag, case counts, the rest of the tag
 * may be anything. Written in files, so it has limits: one that is longer than
 * TAG_REGEX_BYTES is refused, and a match that takes too long is none. The only
 * user of PCRE2, whose syntax has nearly all of Python's.
 */
#ifndef TBTOP_MODEL_TAG_REGEX_H
#define TBTOP_MODEL_TAG_REGEX_H

#include "base/str.h"

#define TAG_REGEX_BYTES 4096

struct tag_regex;

/* NULL when it is ill-formed or too long. */
struct tag_regex *tag_regex_new(struct slice pattern);
void tag_regex_free(struct tag_regex *regex); /* NULL is fine */
bool tag_regex_matches(const struct tag_regex *regex, struct slice tag);

#endif
