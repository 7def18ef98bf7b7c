#include "decode/values.h"

/* What a simple_value is to TensorBoard: a tensor without a shape (event-format 4.2). */
static void open_simple(struct values *values, const struct payload *payload)
{
	values->tensor.facts = (struct tensor_facts){
		.dtype = payload->number_type == NUMBER_F32 ? DTYPE_FLOAT : payload->number_type == NUMBER_F64 ? DTYPE_DOUBLE :
		         payload->number_type == NUMBER_I64 ? DTYPE_INT64 : DTYPE_UINT64,
		.elements = 1, .decodable = true, .real = true, .one_number = true, .bits = payload->bits,
		.number_type = payload->number_type,
	};
	values->tensor.layout = layout_of(values->tensor.facts.dtype, false);
	values->repeats = true;
	values->number = payload->bits;
	values->left = 1;
}

enum status values_open(struct values *values, const struct payload *payload)
{
	*values = (struct values){0};
	if (payload->form == ITEM_SIMPLE) {
		open_simple(values, payload);
		return STATUS_OK;
	}
	if (payload->form != ITEM_TENSOR)
		return STATUS_UNSUPPORTED;
	struct tensor *tensor = &values->tensor;
	enum status status = tensor_open((const uint8_t *)payload->bytes.data, payload->bytes.length, tensor);
	values->strings = tensor->fields; /* which are there where no array comes of them, too */
	if (status || !tensor->facts.decodable)
		return status;
	values->left = tensor->facts.elements;
	if (!tensor->facts.text)
		values->numbers = numbers_of(tensor->fields, tensor->content, tensor->layout);
	return STATUS_OK;
}

/* Of one value; TensorFlow's own constants of that kind are smaller. */
#define REPEATS_MOST ((uint64_t)4 << 20)

bool values_swell(const struct values *values)
{
	size_t bytes = (size_t)(values->tensor.fields.end - values->tensor.fields.at);
	return values->left > REPEATS_MOST && values->left > bytes;
}

/* The next as it lies in the file; behind the last one there is, that one again. */
bool values_next_complex(struct values *values, uint64_t *real, uint64_t *imaginary)
{
	if (!values->left)
		return false;
	values->left--;
	const struct layout *layout = values->tensor.layout;
	uint64_t number, second = 0;
	if (!values->repeats && numbers_next(&values->numbers, &number) &&
	    (layout->parts < 2 || numbers_next(&values->numbers, &second))) {
		number_narrow(layout, values->numbers.from_content, &number);
		values->number = number_bits(layout, number);
		values->imaginary = number_bits(layout, second);
	} else {
		values->repeats = true;
	}
	*real = values->number;
	*imaginary = values->imaginary;
	return true;
}

bool values_next(struct values *values, uint64_t *bits)
{
	uint64_t imaginary;
	return values_next_complex(values, bits, &imaginary);
}

bool values_next_string(struct values *values, struct slice *out)
{
	if (!values->left)
		return false;
	values->left--;
	struct wire_field field;
	while (!values->repeats) {
		if (!wire_next(&values->strings, &field)) {
			values->repeats = true;
		} else if (wire_is(&field, values->tensor.layout->field, WIRE_BYTES)) {
			values->string = slice_make(field.bytes, field.length);
			break;
		}
	}
	*out = values->string;
	return true;
}

enum number_type values_type(const struct values *values)
{
	return number_type_of(values->tensor.layout);
}

bool values_are_bools(const struct values *values)
{
	return values->tensor.layout->element == ELEMENT_BOOL;
}

double values_next_double(struct values *values)
{
	uint64_t bits;
	return values_next(values, &bits) ? number_value(values_type(values), bits) : 0;
}

void values_shape(const struct values *values, int64_t *dims)
{
	uint32_t rank = values->tensor.facts.rank;
	tensor_dims(&values->tensor, dims, rank);
	uint64_t product = 1;
	for (uint32_t i = 0; i < rank; i++)
		if (dims[i] >= 0)
			product *= (uint64_t)dims[i];
	for (uint32_t i = 0; i < rank; i++)
		if (dims[i] < 0)
			dims[i] = (int64_t)(product ? values->tensor.facts.elements / product : 0);
}
