/* What may be in a string of a protocol buffer message. Pure. */
#ifndef TBTOP_WRITE_UTF8_H
#define TBTOP_WRITE_UTF8_H

#include <stddef.h>

/* The text's length in bytes. -EINVAL for NULL, -EILSEQ when it is not UTF-8 (RFC 3629). */
int utf8_length(const char *text, size_t *length);

/* As much of it as has room in `size` bytes, and ends as text does: "?" for what is not UTF-8, nothing cut in its middle. */
void utf8_copy(char *out, size_t size, const char *text);

#endif
