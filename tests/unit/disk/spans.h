/*
 * A plain judge of an event file that lies whole in memory: which bytes are
 * records, lost or pending (read/record.h). No window, no state.
 */
#ifndef TBTOP_TESTS_DISK_SPANS_H
#define TBTOP_TESTS_DISK_SPANS_H

#include "base/crc32c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file_span_of {
	enum { SPAN_RECORD, SPAN_LOST, SPAN_PENDING } what;
	size_t end;
};

static inline uint64_t span_number(const uint8_t *at, int bytes)
{
	uint64_t number = 0;
	for (int i = bytes; i-- > 0;)
		number = number << 8 | at[i];
	return number;
}

static inline bool span_zeros(const uint8_t *data, size_t size, size_t at)
{
	while (at < size && !data[at])
		at++;
	return at >= size;
}

static inline bool span_header(const uint8_t *data, size_t at)
{
	return span_number(data + at, 8) <= 0x7fffffff && span_number(data + at + 8, 4) == crc32c_masked(data + at, 8);
}

static inline struct file_span_of span_lost(const uint8_t *data, size_t size, size_t start)
{
	if (span_zeros(data, size, start))
		return (struct file_span_of){SPAN_PENDING, size};
	for (size_t end = start + 1; end + 12 <= size; end++)
		if (span_header(data, end))
			return (struct file_span_of){SPAN_LOST, end};
	return (struct file_span_of){SPAN_LOST, size};
}

static inline struct file_span_of span_next(const uint8_t *data, size_t size, size_t start)
{
	if (start + 12 > size)
		return (struct file_span_of){SPAN_PENDING, size};
	if (!span_header(data, start))
		return span_lost(data, size, start);
	size_t length = (size_t)span_number(data + start, 8), end = start + 16 + length;
	if (end > size)
		return (struct file_span_of){SPAN_PENDING, size};
	if (crc32c_masked(data + start + 12, length) == span_number(data + end - 4, 4))
		return (struct file_span_of){SPAN_RECORD, end};
	if (end + 12 > size || span_header(data, end) || span_zeros(data, size, end))
		return (struct file_span_of){SPAN_LOST, end};
	return span_lost(data, size, start);
}

#endif
