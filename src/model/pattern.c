#include "model/pattern.h"

#include "base/alloc.h"
#include "model/closest.h"

#include <stdlib.h>
#include <string.h>

/* ---- One pattern ------------------------------------------------------------- */

static const char *wanted_part(const struct pattern *pattern)
{
	return pattern->text + pattern->inverted;
}

void pattern_set(struct pattern *pattern, const char *text)
{
	pattern_fini(pattern);
	pattern->text = xstrdup(text);
	pattern->inverted = text[0] == '!';
	const char *wanted = wanted_part(pattern);
	pattern->regexp = wanted[0] ? regexp_new(slice_of(wanted), REGEXP_ANY_CASE, NULL) : NULL;
}

void pattern_fini(struct pattern *pattern)
{
	regexp_free(pattern->regexp);
	free(pattern->text);
	*pattern = (struct pattern){0};
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool plain_match(struct slice name, const char *part)
{
	size_t length = strlen(part);
	for (size_t at = 0; at + length <= name.length; at++) {
		size_t i = 0;
		while (i < length && ascii_lower(name.data[at + i]) == ascii_lower(part[i]))
			i++;
		if (i == length)
			return true;
	}
	return false;
}

struct slice pattern_name(struct slice name)
{
	return slice_make(name.data, name.length < PATTERN_NAME ? name.length : PATTERN_NAME);
}

bool pattern_matches(const struct pattern *pattern, struct slice name)
{
	const char *wanted = wanted_part(pattern);
	if (!wanted[0])
		return true;
	struct slice text = pattern_name(name);
	bool found = pattern->regexp ? regexp_matches(pattern->regexp, text) : plain_match(text, wanted);
	return found != pattern->inverted;
}

/* ---- A filter ------------------------------------------------------------------ */

static bool matches_any(const struct pattern *pattern, const struct pattern_names *names)
{
	for (uint32_t i = 0; i < names->count; i++)
		if (pattern_matches(pattern, names->at(names->context, i)))
			return true;
	return names->count == 0;
}

static void find_closest(struct filter *filter, const struct pattern_names *names)
{
	struct closest closest;
	closest_begin(&closest, filter->text);
	for (uint32_t i = 0; i < names->count && i < CLOSEST_NAMES; i++)
		closest_offer(&closest, names->at(names->context, i));
	free(filter->closest);
	filter->closest = closest.found ? xstrdup(closest.best) : NULL;
}

bool filter_try(struct filter *filter, const struct pattern_names *names)
{
	struct pattern wanted = {0};
	pattern_set(&wanted, filter->text);
	bool works = matches_any(&wanted, names), changed = works != filter->works;
	filter->works = works;
	if (!works) {
		pattern_fini(&wanted);
		find_closest(filter, names);
		return changed;
	}
	pattern_fini(&filter->pattern);
	filter->pattern = wanted;
	free(filter->closest);
	filter->closest = NULL;
	return changed;
}

void filter_type(struct filter *filter, const char *text)
{
	free(filter->text);
	filter->text = xstrdup(text);
	filter->fault = pattern_fault(text + (text[0] == '!'));
	filter->fault.at += filter->fault.at && text[0] == '!';
}

void filter_start(struct filter *filter, const char *text)
{
	filter_type(filter, text);
	filter->works = true;
	pattern_set(&filter->pattern, text);
}

void filter_init(struct filter *filter)
{
	*filter = (struct filter){.text = xstrdup(""), .works = true};
	pattern_set(&filter->pattern, "");
}

void filter_copy(struct filter *out, const struct filter *from)
{
	*out = (struct filter){
		.text = xstrdup(from->text),
		.works = from->works,
		.fault = from->fault,
		.closest = from->closest ? xstrdup(from->closest) : NULL,
	};
	pattern_set(&out->pattern, from->pattern.text);
}

void filter_fini(struct filter *filter)
{
	free(filter->text);
	free(filter->closest);
	pattern_fini(&filter->pattern);
}
