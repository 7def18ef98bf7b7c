#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>

static const struct {
	enum tensor_type type;
	size_t size;
} elements[] = {
	[TBR_FLOAT] = {TENSOR_FLOAT, 4},  [TBR_DOUBLE] = {TENSOR_DOUBLE, 8}, [TBR_INT32] = {TENSOR_INT32, 4},
	[TBR_INT64] = {TENSOR_INT64, 8}, [TBR_UINT8] = {TENSOR_UINT8, 1},
};
#define ELEMENTS (sizeof elements / sizeof *elements)
#define RANK_MOST 254 /* of TensorFlow's shapes */

/* How many elements there are; more than a record can hold are too many. */
static int count_elements(const struct tbr_array *array, size_t *count)
{
	bool none = false;
	*count = 1;
	for (size_t i = 0; i < array->rank; i++)
		none |= !array->shape[i];
	for (size_t i = 0; i < array->rank && !none; i++) {
		if (array->shape[i] > RECORD_LONGEST / *count)
			return -EMSGSIZE;
		*count *= array->shape[i];
	}
	if (none)
		*count = 0;
	return *count > RECORD_LONGEST / elements[array->type].size ? -EMSGSIZE : 0;
}

int tbr_tensor(struct tbr_writer *writer, const char *tag, int64_t step, const struct tbr_array *array,
               const char *plugin)
{
	struct event event;
	size_t count;
	if (!array || (size_t)array->type >= ELEMENTS || array->rank > RANK_MOST || (array->rank && !array->shape))
		return -EINVAL;
	int error = count_elements(array, &count);
	if (error || (count && !array->values))
		return error ? error : -EINVAL;
	writer_begin(writer, &event, step);
	event_value(&event, tag);
	size_t tensor = tensor_begin(&event, elements[array->type].type, array->shape, array->rank);
	tensor_numbers(&event, array->values, count, elements[array->type].size);
	tensor_end(&event, tensor);
	if (plugin)
		metadata_plain(&event, plugin);
	event_value_end(&event);
	return writer_record(&event);
}
