#include "data/layout.h"

#include "base/alloc.h"

#include <stdlib.h>

static void chart_fini(struct layout_chart *chart)
{
	str_fini(&chart->title);
	for (size_t i = 0; i < chart->tag_count; i++)
		str_fini(&chart->tags[i]);
	for (size_t i = 0; i < chart->margin_count; i++) {
		str_fini(&chart->margins[i].value);
		str_fini(&chart->margins[i].lower);
		str_fini(&chart->margins[i].upper);
	}
	free(chart->tags);
	free(chart->margins);
}

static void category_fini(struct layout_category *category)
{
	str_fini(&category->title);
	for (size_t i = 0; i < category->chart_count; i++)
		chart_fini(&category->charts[i]);
	free(category->charts);
}

void custom_layout_fini(struct custom_layout *layout)
{
	for (size_t i = 0; i < layout->count; i++)
		category_fini(&layout->categories[i]);
	free(layout->categories);
	*layout = (struct custom_layout){0};
}

struct layout_category *layout_add_category(struct custom_layout *layout)
{
	if (!array_reserve(&layout->categories, &layout->capacity, layout->count + 1))
		return NULL;
	layout->categories[layout->count] = (struct layout_category){0};
	return &layout->categories[layout->count++];
}

struct layout_chart *layout_add_chart(struct layout_category *category)
{
	if (!array_reserve(&category->charts, &category->chart_capacity, category->chart_count + 1))
		return NULL;
	category->charts[category->chart_count] = (struct layout_chart){0};
	return &category->charts[category->chart_count++];
}

struct str *layout_add_tag(struct layout_chart *chart)
{
	if (!array_reserve(&chart->tags, &chart->tag_capacity, chart->tag_count + 1))
		return NULL;
	chart->tags[chart->tag_count] = (struct str){0};
	return &chart->tags[chart->tag_count++];
}

struct margin *layout_add_margin(struct layout_chart *chart)
{
	if (!array_reserve(&chart->margins, &chart->margin_capacity, chart->margin_count + 1))
		return NULL;
	chart->margins[chart->margin_count] = (struct margin){0};
	return &chart->margins[chart->margin_count++];
}

/* ---- Copying ---- */

static bool copy_chart(struct layout_chart *out, const struct layout_chart *from)
{
	str_append_slice(&out->title, str_slice(&from->title));
	out->content = from->content;
	for (size_t i = 0; i < from->tag_count; i++) {
		struct str *tag = layout_add_tag(out);
		if (!tag)
			return false;
		str_append_slice(tag, str_slice(&from->tags[i]));
	}
	for (size_t i = 0; i < from->margin_count; i++) {
		struct margin *margin = layout_add_margin(out);
		if (!margin)
			return false;
		str_append_slice(&margin->value, str_slice(&from->margins[i].value));
		str_append_slice(&margin->lower, str_slice(&from->margins[i].lower));
		str_append_slice(&margin->upper, str_slice(&from->margins[i].upper));
	}
	return true;
}

static bool copy_category(struct layout_category *out, const struct layout_category *from)
{
	str_append_slice(&out->title, str_slice(&from->title));
	out->closed = from->closed;
	for (size_t i = 0; i < from->chart_count; i++) {
		struct layout_chart *chart = layout_add_chart(out);
		if (!chart || !copy_chart(chart, &from->charts[i]))
			return false;
	}
	return true;
}

bool custom_layout_copy(struct custom_layout *out, const struct custom_layout *from)
{
	out->version = from->version;
	for (size_t i = 0; i < from->count; i++) {
		struct layout_category *category = layout_add_category(out);
		if (!category || !copy_category(category, &from->categories[i]))
			return false;
	}
	return true;
}

/* ---- Merging ---- */

static bool same(const struct str *a, const struct str *b)
{
	return slice_equal(str_slice(a), str_slice(b));
}

static bool margins_equal(const struct margin *a, const struct margin *b)
{
	return same(&a->value, &b->value) && same(&a->lower, &b->lower) && same(&a->upper, &b->upper);
}

static bool charts_equal(const struct layout_chart *a, const struct layout_chart *b)
{
	if (!same(&a->title, &b->title) || a->content != b->content || a->tag_count != b->tag_count ||
	    a->margin_count != b->margin_count)
		return false;
	for (size_t i = 0; i < a->tag_count; i++)
		if (!same(&a->tags[i], &b->tags[i]))
			return false;
	for (size_t i = 0; i < a->margin_count; i++)
		if (!margins_equal(&a->margins[i], &b->margins[i]))
			return false;
	return true;
}

/* Of the first `count`: equal charts of one layout both stay. */
static bool has_chart(const struct layout_category *category, size_t count, const struct layout_chart *chart)
{
	for (size_t i = 0; i < count; i++)
		if (charts_equal(&category->charts[i], chart))
			return true;
	return false;
}

static void merge_charts(struct layout_category *category, struct layout_category *from)
{
	size_t known = category->chart_count;
	for (size_t i = 0; i < from->chart_count; i++) {
		struct layout_chart *chart = has_chart(category, known, &from->charts[i]) ? NULL : layout_add_chart(category);
		if (chart) {
			*chart = from->charts[i];
			from->charts[i] = (struct layout_chart){0};
		}
	}
}

/* The last of that title: TensorBoard's table forgets earlier ones. */
static struct layout_category *find_category(struct custom_layout *layout, const struct str *title)
{
	for (size_t i = layout->count; i > 0; i--)
		if (same(&layout->categories[i - 1].title, title))
			return &layout->categories[i - 1];
	return NULL;
}

void custom_layout_merge(struct custom_layout *layout, struct custom_layout *from)
{
	bool first = !layout->count && !layout->version;
	if (first)
		layout->version = from->version;
	for (size_t i = 0; i < from->count; i++) {
		struct layout_category *known = first ? NULL : find_category(layout, &from->categories[i].title);
		if (known) {
			merge_charts(known, &from->categories[i]);
			continue;
		}
		struct layout_category *added = layout_add_category(layout);
		if (added) {
			*added = from->categories[i];
			from->categories[i] = (struct layout_category){0};
		}
	}
	custom_layout_fini(from);
}
