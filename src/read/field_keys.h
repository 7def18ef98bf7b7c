/*
 * First bytes of the fields that a record of scalars has: number << 3 | wire type
 * (event-format 3.1). For those who read them without protobuf-c.
 */
#ifndef TBTOP_READ_FIELD_KEYS_H
#define TBTOP_READ_FIELD_KEYS_H

#include "read/wire.h"

enum {
	/* Event */
	KEY_WALL_TIME = 1 << 3 | WIRE_FIXED64,
	KEY_STEP = 2 << 3 | WIRE_VARINT,
	KEY_SUMMARY = 5 << 3 | WIRE_BYTES,
	/* Summary */
	KEY_VALUE = 1 << 3 | WIRE_BYTES,
	/* Summary.Value */
	KEY_TAG = 1 << 3 | WIRE_BYTES,
	KEY_SIMPLE_VALUE = 2 << 3 | WIRE_FIXED32,
	KEY_TENSOR = 8 << 3 | WIRE_BYTES,
	KEY_METADATA = 9 << 3 | WIRE_BYTES,
	/* TensorProto */
	KEY_DTYPE = 1 << 3 | WIRE_VARINT,
	KEY_SHAPE = 2 << 3 | WIRE_BYTES,
	KEY_CONTENT = 4 << 3 | WIRE_BYTES,
	KEY_FLOATS = 5 << 3 | WIRE_BYTES,
};

#endif
