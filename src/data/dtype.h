/*
 * Types of a tensor's elements (tensorflow/core/framework/types.proto). As many
 * as are ever decoded; the names of all are known.
 */
#ifndef TBTOP_DATA_DTYPE_H
#define TBTOP_DATA_DTYPE_H

#include <stdint.h>

enum dtype {
	DTYPE_INVALID, DTYPE_FLOAT, DTYPE_DOUBLE, DTYPE_INT32, DTYPE_UINT8, DTYPE_INT16, DTYPE_INT8, DTYPE_STRING,
	DTYPE_COMPLEX64, DTYPE_INT64, DTYPE_BOOL, DTYPE_QINT8, DTYPE_QUINT8, DTYPE_QINT32, DTYPE_BFLOAT16,
	DTYPE_QINT16, DTYPE_QUINT16, DTYPE_UINT16, DTYPE_COMPLEX128, DTYPE_HALF, DTYPE_RESOURCE, DTYPE_VARIANT,
	DTYPE_UINT32, DTYPE_UINT64,
};

/* "float32", "bfloat16", "string" … as TensorBoard names them; NULL for a number that it has no name for. */
const char *dtype_name(uint32_t dtype);

#endif
