/*
 * Byte strings. A slice borrows bytes that somebody else owns; a str is a
 * growing buffer that owns its bytes, always NUL-terminated once written to.
 * Bytes may be anything, NUL included; what may be shown to a person goes
 * through base/text.h first. Growing is program-sized (see base/alloc.h).
 */
#ifndef TBTOP_BASE_STR_H
#define TBTOP_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
	const char *data; /* not NUL-terminated; may be NULL when length is 0 */
	size_t length;
};

struct str {
	char *data; /* NULL until first written to */
	size_t length, capacity;
};

struct slice slice_of(const char *text);
static inline struct slice slice_make(const void *data, size_t length)
{
	return (struct slice){data, length};
}
bool slice_equal(struct slice a, struct slice b);
/* By bytes, as memcmp; the shorter of two with a common start comes first. */
int slice_compare(struct slice a, struct slice b);
bool slice_contains(struct slice text, const char *part);

void str_fini(struct str *str);
void str_clear(struct str *str); /* keeps the memory */
void str_append(struct str *str, const void *bytes, size_t length);
void str_append_slice(struct str *str, struct slice slice);
void str_append_text(struct str *str, const char *text);
void str_append_char(struct str *str, char c);
void str_printf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct slice str_slice(const struct str *str);
/* The bytes as a C string: "" when nothing was written. */
const char *str_text(const struct str *str);

#endif
