#include "base/str.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct slice slice_of(const char *text)
{
	return (struct slice){text, strlen(text)};
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

int slice_compare(struct slice a, struct slice b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order = common ? memcmp(a.data, b.data, common) : 0;
	return order ? order : (a.length > b.length) - (a.length < b.length);
}

bool slice_contains(struct slice text, const char *part)
{
	size_t length = strlen(part);
	for (size_t i = 0; i + length <= text.length; i++)
		if (!memcmp(text.data + i, part, length))
			return true;
	return false;
}

void str_fini(struct str *str)
{
	free(str->data);
	*str = (struct str){0};
}

void str_clear(struct str *str)
{
	str->length = 0;
	if (str->data)
		str->data[0] = '\0';
}

static void reserve(struct str *str, size_t more)
{
	size_t need = str->length + more + 1;
	if (need <= str->capacity)
		return;
	size_t capacity = str->capacity ? str->capacity : 32;
	while (capacity < need)
		capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
	str->data = xrealloc(str->data, capacity);
	str->capacity = capacity;
}

void str_append(struct str *str, const void *bytes, size_t length)
{
	reserve(str, length);
	if (length)
		memcpy(str->data + str->length, bytes, length);
	str->length += length;
	str->data[str->length] = '\0';
}

void str_append_slice(struct str *str, struct slice slice)
{
	str_append(str, slice.data, slice.length);
}

void str_append_text(struct str *str, const char *text)
{
	str_append(str, text, strlen(text));
}

void str_append_char(struct str *str, char c)
{
	str_append(str, &c, 1);
}

void str_printf(struct str *str, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length > 0) {
		reserve(str, (size_t)length);
		vsnprintf(str->data + str->length, (size_t)length + 1, format, again);
		str->length += (size_t)length;
	}
	va_end(again);
}

struct slice str_slice(const struct str *str)
{
	return (struct slice){str->data, str->length};
}

const char *str_text(const struct str *str)
{
	return str->data ? str->data : "";
}
