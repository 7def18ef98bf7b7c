/* A layout's regular expression, and a tag behind the first newline: refused, or it answers within its limits, the same twice. */
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "model/tag_regex.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const uint8_t *end = length ? memchr(bytes, '\n', length) : NULL;
	size_t first = end ? (size_t)(end - bytes) : length, rest = end ? length - first - 1 : 0;
	struct tag_regex *regex = tag_regex_new(slice_make(bytes, first));
	if (regex && first > TAG_REGEX_BYTES)
		object("a long expression is refused");
	if (!regex)
		return 0;
	struct slice tag = slice_make(bytes + length - rest, rest);
	if (tag_regex_matches(regex, tag) != tag_regex_matches(regex, tag))
		object("an answer is the same twice");
	tag_regex_free(regex);
	return 0;
}
