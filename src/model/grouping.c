#include "model/grouping.h"

#include "base/alloc.h"
#include "model/pattern.h"

#include <stdlib.h>
#include <string.h>

static bool set_regex(struct grouping *grouping, const char *text)
{
	struct regexp *regexp = text[0] ? regexp_new(slice_of(text), 0, NULL) : NULL;
	if (!regexp)
		return false;
	char *copy = xstrdup(text);
	grouping_fini(grouping);
	*grouping = (struct grouping){.by = GROUP_REGEX, .text = copy, .regexp = regexp};
	return true;
}

static bool set_hparam(struct grouping *grouping, const char *names)
{
	char *text = xstrdup(names + strspn(names, " "));
	grouping_fini(grouping);
	*grouping = (struct grouping){.by = GROUP_HPARAM, .text = text};
	return true;
}

bool grouping_parse(struct grouping *grouping, const char *spec)
{
	if (!strncmp(spec, "regex ", 6))
		return set_regex(grouping, spec + 6 + strspn(spec + 6, " "));
	if (!strncmp(spec, "hparam", 6) && strchr(" ", spec[6]))
		return set_hparam(grouping, spec + 6);
	bool prefix = !strcmp(spec, "prefix");
	if (!prefix && strcmp(spec, "off"))
		return false;
	grouping_fini(grouping);
	grouping->by = prefix ? GROUP_PREFIX : GROUP_OFF;
	return true;
}

void grouping_copy(struct grouping *out, const struct grouping *from)
{
	*out = (struct grouping){.by = from->by};
	if (from->by == GROUP_REGEX)
		set_regex(out, from->text);
	else if (from->by == GROUP_HPARAM)
		out->text = xstrdup(from->text);
}

void grouping_fini(struct grouping *grouping)
{
	regexp_free(grouping->regexp);
	free(grouping->text);
	*grouping = (struct grouping){0};
}

static bool prefix_key(struct slice run, struct slice *key)
{
	for (size_t i = run.length; i-- > 1;)
		if (run.data[i] && strchr("/_-.", run.data[i])) {
			*key = slice_make(run.data, i);
			return true;
		}
	return false;
}

static bool regex_key(const struct grouping *grouping, struct slice run, struct slice *key)
{
	struct slice part;
	if (!regexp_part(grouping->regexp, pattern_name(run), &part) || !part.length)
		return false;
	*key = part;
	return true;
}

bool grouping_key(const struct grouping *grouping, struct slice run, struct slice *key)
{
	switch (grouping->by) {
	case GROUP_PREFIX: return prefix_key(run, key);
	case GROUP_REGEX: return regex_key(grouping, run, key);
	case GROUP_HPARAM:
	case GROUP_OFF: break;
	}
	return false;
}
