#include "model/author.h"

#include <string.h>

#define PID_MOST 4194304 /* Linux: PID_MAX_LIMIT */

static bool is_number(struct slice word)
{
	for (size_t i = 0; i < word.length; i++)
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
	return word.length > 0;
}

/* 0 when it can be none. */
static int64_t pid_of(struct slice digits)
{
	int64_t pid = 0;
	for (size_t i = 0; i < digits.length && pid <= PID_MOST; i++)
		pid = 10 * pid + (digits.data[i] - '0');
	return pid > 1 && pid <= PID_MOST ? pid : 0;
}

/* The word that ends at `end`. */
static struct slice last_word(struct slice text, size_t end)
{
	size_t begin = end;
	while (begin && text.data[begin - 1] != '.')
		begin--;
	return slice_make(text.data + begin, end - begin);
}

/* What follows "tfevents." and the time. Empty when there is no such thing. */
static struct slice behind_time(struct slice name)
{
	static const char word[] = "tfevents.";
	size_t length = sizeof word - 1, at = 0;
	while (at + length <= name.length && memcmp(name.data + at, word, length))
		at++;
	if (at + length > name.length)
		return slice_make(name.data, 0);
	at += length;
	size_t digits = at;
	while (digits < name.length && name.data[digits] >= '0' && name.data[digits] <= '9')
		digits++;
	if (digits == at || digits == name.length || name.data[digits] != '.')
		return slice_make(name.data, 0);
	return slice_make(name.data + digits + 1, name.length - digits - 1);
}

static bool has_many(struct slice name)
{
	const size_t length = sizeof AUTHOR_MANY - 1;
	return name.length >= length && !memcmp(name.data + name.length - length, AUTHOR_MANY, length);
}

/* Host names may have dots and numbers in them: the last two numbers in a row are pid and counter. */
struct author author_of(struct slice file_name)
{
	struct slice rest = behind_time(file_name);
	for (size_t end = rest.length; end > 0;) {
		struct slice counter = last_word(rest, end);
		size_t before = (size_t)(counter.data - rest.data);
		if (before < 2)
			break;
		struct slice pid = last_word(rest, before - 1);
		size_t host = (size_t)(pid.data - rest.data);
		if (host >= 2 && is_number(counter) && is_number(pid) && pid_of(pid))
			return (struct author){slice_make(rest.data, host - 1), has_many(rest) ? 0 : pid_of(pid)};
		end = before - 1;
	}
	return (struct author){rest, 0};
}

bool author_same_host(const struct author *a, const struct author *b)
{
	return a->host.length > 0 && slice_equal(a->host, b->host);
}
