#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>

static int record(struct tbr_writer *writer, const char *tag, int64_t step, const size_t *shape, size_t rank,
                  const char *const *texts)
{
	struct event event;
	size_t count = 1;
	for (size_t i = 0; i < rank; i++)
		count *= shape[i];
	writer_begin(writer, &event, step);
	event_value(&event, tag);
	size_t tensor = tensor_begin(&event, TENSOR_STRING, shape, rank);
	for (size_t i = 0; i < count && !event.error; i++)
		tensor_text(&event, texts[i]);
	tensor_end(&event, tensor);
	metadata_plain(&event, "text");
	event_value_end(&event);
	return writer_record(&event);
}

int tbr_text(struct tbr_writer *writer, const char *tag, int64_t step, const char *markdown)
{
	return record(writer, tag, step, NULL, 0, &markdown);
}

int tbr_text_table(struct tbr_writer *writer, const char *tag, int64_t step, size_t rows, size_t columns,
                   const char *const *cells)
{
	if (!rows || !columns || rows > RECORD_LONGEST / columns || !cells)
		return -EINVAL;
	return record(writer, tag, step, (const size_t[]){rows, columns}, 2, cells);
}
