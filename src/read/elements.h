/*
 * The numbers of a TensorProto one by one, as they lie: in its tensor_content
 * or in the repeated field of its dtype, packed or not (event-format 3.4). No
 * allocation. Pure; any thread.
 */
#ifndef TBTOP_READ_ELEMENTS_H
#define TBTOP_READ_ELEMENTS_H

#include "base/str.h"
#include "data/chunk.h"
#include "read/wire.h"

enum element {
	ELEMENT_NONE, ELEMENT_FLOAT, ELEMENT_DOUBLE, ELEMENT_SIGNED, ELEMENT_UNSIGNED, ELEMENT_BOOL, ELEMENT_HALF,
	ELEMENT_BFLOAT, ELEMENT_COMPLEX, ELEMENT_STRING,
};

/* Where the elements of a dtype lie: in a repeated field, or `width` bytes each in tensor_content. */
struct layout {
	enum element element;
	uint8_t field;
	uint8_t type; /* enum wire_type of the field */
	uint8_t width;
	uint8_t parts; /* numbers that make one element */
};
/* NULL for dtypes that nobody decodes. The _REF types have no fields of their own, but their content decodes. */
const struct layout *layout_of(uint32_t dtype, bool has_content);

/* A complex element is two numbers. Those of content come with the width of the dtype, those of a field as they are. */
struct numbers {
	struct wire tensor, packed;
	const struct layout *layout;
	bool from_content;
};
struct numbers numbers_of(struct wire tensor, struct slice content, const struct layout *layout);
bool numbers_next(struct numbers *numbers, uint64_t *out);

/*
 * Gives a number the width of its dtype. False where numpy refuses it: it
 * takes none that is out of the dtype's range. int_val and half_val are int32.
 */
bool number_narrow(const struct layout *layout, bool from_content, uint64_t *number);
/* The number as a struct row would hold it; half types widened. Of a complex one: each of its parts. */
uint64_t number_bits(const struct layout *layout, uint64_t number);
enum number_type number_type_of(const struct layout *layout);

#endif
