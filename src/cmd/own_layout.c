#include "cmd/own_layout.h"

#include "base/regexp.h"

#include <string.h>

static const char no_memory[] = "there is no memory for it";

static struct layout_category *find_category(struct custom_layout *layout, const char *title)
{
	for (size_t i = 0; i < layout->count; i++)
		if (slice_equal(str_slice(&layout->categories[i].title), slice_of(title)))
			return &layout->categories[i];
	struct layout_category *added = layout_add_category(layout);
	if (added)
		str_append_text(&added->title, title);
	return added;
}

/* The next word; empty behind the last. */
static struct slice take_word(const char **text)
{
	*text += strspn(*text, " ");
	struct slice word = {*text, strcspn(*text, " ")};
	*text += word.length;
	return word;
}

static const char *set_tags(struct layout_chart *chart, const char *value)
{
	chart->content = CHART_MULTILINE;
	for (struct slice word; (word = take_word(&value)).length > 0;) {
		struct regexp *regex = regexp_new(word, REGEXP_AT_START, NULL);
		if (!regex)
			return "a chart takes regular expressions with a blank between";
		regexp_free(regex);
		struct str *tag = layout_add_tag(chart);
		if (!tag)
			return no_memory;
		str_append_slice(tag, word);
	}
	return NULL;
}

static const char *set_margins(struct layout_chart *chart, const char *value)
{
	chart->content = CHART_MARGIN;
	for (struct slice word; (word = take_word(&value)).length > 0;) {
		struct slice lower = take_word(&value), upper = take_word(&value);
		if (!upper.length)
			return "a margin takes three tags: VALUE LOWER UPPER";
		struct margin *margin = layout_add_margin(chart);
		if (!margin)
			return no_memory;
		str_append_slice(&margin->value, word);
		str_append_slice(&margin->lower, lower);
		str_append_slice(&margin->upper, upper);
	}
	return chart->margin_count ? NULL : "a margin takes three tags: VALUE LOWER UPPER";
}

static const char *set_closed(struct layout_category *category, const char *value)
{
	category->closed = !strcmp(value, "yes");
	return category->closed || !strcmp(value, "no") ? NULL : "yes or no";
}

const char *own_layout_set(struct custom_layout *layout, const char *category, const char *name, const char *value)
{
	const char *rest = value;
	struct layout_category *into = find_category(layout, category);
	if (into && !strcmp(name, "closed"))
		return set_closed(into, value);
	struct layout_chart *chart = into ? layout_add_chart(into) : NULL;
	if (!chart)
		return no_memory;
	str_append_text(&chart->title, name);
	if (slice_equal(take_word(&rest), slice_of("margin")))
		return set_margins(chart, rest);
	return set_tags(chart, value);
}
