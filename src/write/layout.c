#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>

/* plugins/custom_scalar/layout.proto */
#define LAYOUT_CATEGORY 2
#define CATEGORY_TITLE 1
#define CATEGORY_CHART 2
#define CATEGORY_CLOSED 3
#define CHART_TITLE 1
#define CHART_MULTILINE 2
#define CHART_MARGIN 3
#define MULTILINE_TAG 1
#define MARGIN_SERIES 1
#define SERIES_VALUE 1
#define SERIES_LOWER 2
#define SERIES_UPPER 3

static void put_lines(struct event *event, const struct tbr_chart *chart)
{
	size_t content = message_begin(&event->bytes, CHART_MULTILINE);
	for (size_t i = 0; i < chart->tag_count; i++)
		event_text(event, MULTILINE_TAG, chart->tags[i]);
	message_end(&event->bytes, content);
}

static void put_margins(struct event *event, const struct tbr_chart *chart)
{
	size_t content = message_begin(&event->bytes, CHART_MARGIN);
	for (size_t i = 0; i + 3 <= chart->tag_count; i += 3) {
		size_t series = message_begin(&event->bytes, MARGIN_SERIES);
		event_text(event, SERIES_VALUE, chart->tags[i]);
		event_text(event, SERIES_LOWER, chart->tags[i + 1]);
		event_text(event, SERIES_UPPER, chart->tags[i + 2]);
		message_end(&event->bytes, series);
	}
	message_end(&event->bytes, content);
}

static void put_chart(struct event *event, const struct tbr_chart *chart)
{
	size_t begin = message_begin(&event->bytes, CATEGORY_CHART);
	if (!chart->tags || (chart->margin && chart->tag_count % 3)) {
		event_fail(event, -EINVAL);
		return;
	}
	event_text(event, CHART_TITLE, chart->title);
	if (chart->margin)
		put_margins(event, chart);
	else
		put_lines(event, chart);
	message_end(&event->bytes, begin);
}

static void put_category(struct event *event, const struct tbr_category *category)
{
	size_t begin = message_begin(&event->bytes, LAYOUT_CATEGORY);
	event_text(event, CATEGORY_TITLE, category->title);
	if (category->chart_count && !category->charts)
		event_fail(event, -EINVAL);
	for (size_t i = 0; i < category->chart_count && !event->error; i++)
		put_chart(event, &category->charts[i]);
	if (category->closed)
		put_integer(&event->bytes, CATEGORY_CLOSED, 1);
	message_end(&event->bytes, begin);
}

int tbr_layout(struct tbr_writer *writer, const struct tbr_category *categories, size_t count)
{
	struct event event;
	if (!categories || !count)
		return -EINVAL;
	writer_begin(writer, &event, 0);
	event_value(&event, "custom_scalars__config__");
	size_t tensor = tensor_begin(&event, TENSOR_STRING, NULL, 0), layout = tensor_message_begin(&event);
	for (size_t i = 0; i < count && !event.error; i++)
		put_category(&event, &categories[i]);
	tensor_message_end(&event, layout);
	tensor_end(&event, tensor);
	metadata_plain(&event, "custom_scalars");
	event_value_end(&event);
	return writer_record(&event);
}
