#include "model/tail_spec.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST 1e-3 /* percent, seconds: what is less has no text without an exponent */
#define MOST_STEPS 1e15 /* whole numbers that a double tells apart */
#define MOST_SECONDS 1e12

const double tail_sizes[TAIL_ROUND] = {[TAIL_PART] = 10, [TAIL_STEPS] = 1000, [TAIL_SECONDS] = 600};

/* The first is how it is written; all are read. */
static const struct unit {
	double size;
	const char *names[5], *word;
} times[] = {
	{1, {"s", "sec", "second", "seconds"}, "s"},
	{60, {"m", "min", "minute", "minutes"}, "min"},
	{3600, {"h", "hour", "hours"}, "h"},
	{86400, {"d", "day", "days"}, "d"},
};
#define TIMES (sizeof times / sizeof *times)
static const struct unit counts[] = {{1e3, {"k"}, NULL}, {1e6, {"M"}, NULL}, {1e9, {"G"}, NULL}, {1e12, {"T"}, NULL}};
#define COUNTS (sizeof counts / sizeof *counts)

static const char *after_blanks(const char *text)
{
	return text + strspn(text, " ");
}

/* The unit that stands at `text`, as far as letters go; NULL for none. */
static const struct unit *unit_at(const struct unit *units, size_t count, const char *text, const char **end)
{
	size_t length = strcspn(text, " .0123456789");
	for (size_t i = 0; i < count; i++)
		for (int n = 0; n < 5 && units[i].names[n]; n++)
			if (strlen(units[i].names[n]) == length && !strncmp(units[i].names[n], text, length)) {
				*end = text + length;
				return &units[i];
			}
	return NULL;
}

/* A number as people write it: no sign, no exponent, which would be a unit. */
static bool number_at(const char *text, double *number, const char **end)
{
	char digits[NUMBER_SIZE];
	size_t length = strspn(text, ".0123456789");
	if (!length || length >= sizeof digits)
		return false;
	memcpy(digits, text, length);
	digits[length] = '\0';
	char *after;
	*number = strtod(digits, &after);
	*end = text + length;
	return !*after;
}

/* "1h30m", "30 min": parts added up. */
static bool parse_time(const char *text, double *seconds)
{
	*seconds = 0;
	do {
		double number;
		const struct unit *unit =
			number_at(text, &number, &text) ? unit_at(times, TIMES, after_blanks(text), &text) : NULL;
		if (!unit)
			return false;
		*seconds += number * unit->size;
		text = after_blanks(text);
	} while (*text);
	return true;
}

static bool parse_steps(const char *text, double *steps)
{
	if (!number_at(text, steps, &text))
		return false;
	const struct unit *unit = unit_at(counts, COUNTS, text, &text);
	if (unit)
		*steps = floor(*steps * unit->size + 0.5);
	text = after_blanks(text);
	return !*text || !strcmp(text, "steps") || !strcmp(text, "step");
}

static bool parse_share(const char *text, double *share)
{
	return number_at(text, share, &text) && !strcmp(after_blanks(text), "%");
}

static bool parse_word(const char *text, struct tail_spec *out)
{
	static const struct {
		const char *word;
		enum tail tail;
	} words[] = {{"all", TAIL_NONE}, {"off", TAIL_NONE}, {"share", TAIL_PART}, {"steps", TAIL_STEPS},
	             {"time", TAIL_SECONDS}, {"minutes", TAIL_SECONDS}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i].word, text)) {
			*out = (struct tail_spec){.tail = words[i].tail};
			return true;
		}
	return false;
}

/* Whether a size is one: no less than can be seen, not beyond all, steps that are whole. */
static bool size_good(struct tail_spec spec)
{
	switch (spec.tail) {
	case TAIL_PART: return spec.size >= LEAST && spec.size <= 100;
	case TAIL_STEPS: return spec.size >= 1 && spec.size <= MOST_STEPS && spec.size == floor(spec.size);
	case TAIL_SECONDS: return spec.size >= LEAST && spec.size <= MOST_SECONDS;
	default: return false;
	}
}

bool tail_parse(const char *text, struct tail_spec *out)
{
	struct tail_spec spec = {0};
	if (parse_word(text, out))
		return true;
	if (parse_share(text, &spec.size))
		spec.tail = TAIL_PART;
	else if (parse_steps(text, &spec.size))
		spec.tail = TAIL_STEPS;
	else if (parse_time(text, &spec.size))
		spec.tail = TAIL_SECONDS;
	if (!size_good(spec))
		return false;
	*out = spec;
	return true;
}

/* The largest unit of which it is a whole number; seconds otherwise. */
static const struct unit *unit_of(double seconds)
{
	const struct unit *unit = &times[0];
	for (size_t i = 1; i < TIMES; i++)
		if (fmod(seconds, times[i].size) == 0)
			unit = &times[i];
	return unit;
}

void tail_text(char out[TAIL_TEXT], struct tail_spec spec)
{
	char number[NUMBER_SIZE];
	const struct unit *unit = unit_of(spec.size);
	number_shortest_double(number, spec.tail == TAIL_SECONDS ? spec.size / unit->size : spec.size);
	if (spec.tail == TAIL_NONE)
		snprintf(out, TAIL_TEXT, "all");
	else
		snprintf(out, TAIL_TEXT, "%s%s", number,
		         spec.tail == TAIL_PART ? "%" : spec.tail == TAIL_SECONDS ? unit->names[0] : "");
}

void tail_words(char out[TAIL_TEXT], struct tail_spec spec)
{
	char number[NUMBER_SIZE];
	const struct unit *unit = unit_of(spec.size);
	switch (spec.tail) {
	case TAIL_PART:
		number_short(number, spec.size, 4);
		snprintf(out, TAIL_TEXT, "%s %%", number);
		break;
	case TAIL_STEPS:
		number_grouped(number, (int64_t)spec.size);
		snprintf(out, TAIL_TEXT, "%s step%s", number, spec.size == 1 ? "" : "s");
		break;
	case TAIL_SECONDS:
		number_short(number, spec.size / unit->size, 4);
		snprintf(out, TAIL_TEXT, "%s %s", number, unit->word);
		break;
	default: snprintf(out, TAIL_TEXT, "all"); break;
	}
}
