/* A regular expression, and a text behind the first newline: refused with a word, or it answers within its limits, the same twice. */
#include "base/regexp.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

#include <string.h>

static void check(struct slice expression, int flags, struct slice text)
{
	const char *why = NULL;
	struct slice part;
	struct regexp *regexp = regexp_new(expression, flags, &why);
	if (!regexp == !why)
		object("an expression, or why it is none");
	if (!regexp)
		return;
	if (expression.length > REGEXP_BYTES)
		object("a long expression is refused");
	bool matches = regexp_matches(regexp, text);
	if (matches != regexp_part(regexp, text, &part))
		object("an answer is the same twice");
	if (matches && (part.data < text.data || part.data + part.length > text.data + text.length))
		object("a part lies in the text");
	regexp_free(regexp);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const uint8_t *end = length ? memchr(bytes, '\n', length) : NULL;
	size_t first = end ? (size_t)(end - bytes) : length, rest = end ? length - first - 1 : 0;
	for (int flags = 0; flags < 4; flags++)
		check(slice_make(bytes, first), flags, slice_make(bytes + length - rest, rest));
	return 0;
}
