#include "decode/kinds.h"
#include "decode/values.h"

#include "plugins.pb-c.h"

/* A layout is written by hand: what is above this is something else. */
#define LAYOUT_MOST ((size_t)16 << 20)
#define LAYOUT_LIMITS ((struct wire_limits){.depth = 100, .fields = 1u << 20})

/* Fields of Layout, Category, Chart and what is in it (event-format 3.8). */
enum { LAYOUT_VERSION = 1, LAYOUT_CATEGORY = 2, TITLE = 1, CATEGORY_CHART = 2, CATEGORY_CLOSED = 3,
       CHART_MULTILINE_FIELD = 2, CHART_MARGIN_FIELD = 3, MULTILINE_TAG = 1, MARGIN_SERIES = 1,
       SERIES_VALUE = 1, SERIES_LOWER = 2, SERIES_UPPER = 3 };

static const struct wire_member contents[] = {{CHART_MULTILINE_FIELD, WIRE_BYTES}, {CHART_MARGIN_FIELD, WIRE_BYTES}};

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

static void set_text(struct str *out, const struct wire_field *field)
{
	str_clear(out);
	str_append(out, field->bytes, field->length);
}

static bool add_tags(struct layout_chart *chart, struct wire message)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (!wire_is(&field, MULTILINE_TAG, WIRE_BYTES))
			continue;
		struct str *tag = layout_add_tag(chart);
		if (!tag)
			return false;
		set_text(tag, &field);
	}
	return true;
}

static void read_margin(struct wire message, struct margin *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, SERIES_VALUE, WIRE_BYTES))
			set_text(&out->value, &field);
		else if (wire_is(&field, SERIES_LOWER, WIRE_BYTES))
			set_text(&out->lower, &field);
		else if (wire_is(&field, SERIES_UPPER, WIRE_BYTES))
			set_text(&out->upper, &field);
	}
}

static bool add_margins(struct layout_chart *chart, struct wire message)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (!wire_is(&field, MARGIN_SERIES, WIRE_BYTES))
			continue;
		struct margin *margin = layout_add_margin(chart);
		if (!margin)
			return false;
		read_margin(inside(&field), margin);
	}
	return true;
}

static bool read_chart(struct wire message, struct layout_chart *out)
{
	struct wire from = {0};
	struct wire_field field;
	uint32_t content = wire_oneof(message, contents, sizeof contents / sizeof *contents, &from);
	while (wire_next(&message, &field))
		if (wire_is(&field, TITLE, WIRE_BYTES))
			set_text(&out->title, &field);
	if (content)
		out->content = content == CHART_MULTILINE_FIELD ? CHART_MULTILINE : CHART_MARGIN;
	bool kept = true;
	while (content && wire_next(&from, &field))
		if (wire_is(&field, content, WIRE_BYTES))
			kept &= content == CHART_MULTILINE_FIELD ? add_tags(out, inside(&field))
			                                         : add_margins(out, inside(&field));
	return kept;
}

static bool read_category(struct wire message, struct layout_category *out)
{
	struct wire_field field;
	bool kept = true;
	while (kept && wire_next(&message, &field)) {
		if (wire_is(&field, TITLE, WIRE_BYTES)) {
			set_text(&out->title, &field);
		} else if (wire_is(&field, CATEGORY_CLOSED, WIRE_VARINT)) {
			out->closed = field.number != 0;
		} else if (wire_is(&field, CATEGORY_CHART, WIRE_BYTES)) {
			struct layout_chart *chart = layout_add_chart(out);
			kept = chart && read_chart(inside(&field), chart);
		}
	}
	return kept;
}

static enum status read_layout(struct wire message, struct custom_layout *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, LAYOUT_VERSION, WIRE_VARINT)) {
			out->version = (int32_t)field.number;
		} else if (wire_is(&field, LAYOUT_CATEGORY, WIRE_BYTES)) {
			struct layout_category *category = layout_add_category(out);
			if (!category || !read_category(inside(&field), category))
				return STATUS_NO_MEMORY;
		}
	}
	return STATUS_OK;
}

enum status decode_layout(const struct payload *payload, struct custom_layout *out, size_t *memory)
{
	struct values values;
	struct slice text;
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	if (!values.tensor.facts.text || values.tensor.facts.elements != 1 || !values_next_string(&values, &text))
		return STATUS_CORRUPT;
	if (text.length > LAYOUT_MOST)
		return STATUS_LIMIT;
	status = wire_check(&tb__layout__descriptor, text.data, text.length, LAYOUT_LIMITS);
	if (status)
		return status;
	*memory = 16 * text.length; /* mostly small strings */
	return read_layout(wire_of(text.data, text.length), out);
}
