#include "data/dtype.h"

#include <stddef.h>

#define REF_DTYPES 100 /* DT_FLOAT_REF is DT_FLOAT + 100 … */

static const char *const names[] = {
	[DTYPE_FLOAT] = "float32", [DTYPE_DOUBLE] = "float64", [DTYPE_INT32] = "int32", [DTYPE_UINT8] = "uint8",
	[DTYPE_INT16] = "int16", [DTYPE_INT8] = "int8", [DTYPE_STRING] = "string", [DTYPE_COMPLEX64] = "complex64",
	[DTYPE_INT64] = "int64", [DTYPE_BOOL] = "bool", [DTYPE_QINT8] = "qint8", [DTYPE_QUINT8] = "quint8",
	[DTYPE_QINT32] = "qint32", [DTYPE_BFLOAT16] = "bfloat16", [DTYPE_QINT16] = "qint16",
	[DTYPE_QUINT16] = "quint16", [DTYPE_UINT16] = "uint16", [DTYPE_COMPLEX128] = "complex128",
	[DTYPE_HALF] = "float16", [DTYPE_RESOURCE] = "resource", [DTYPE_VARIANT] = "variant",
	[DTYPE_UINT32] = "uint32", [DTYPE_UINT64] = "uint64",
};

static const char *const ref_names[] = {
	[DTYPE_FLOAT] = "float32_ref", [DTYPE_DOUBLE] = "float64_ref", [DTYPE_INT32] = "int32_ref",
	[DTYPE_UINT8] = "uint8_ref", [DTYPE_INT16] = "int16_ref", [DTYPE_INT8] = "int8_ref",
	[DTYPE_STRING] = "string_ref", [DTYPE_COMPLEX64] = "complex64_ref", [DTYPE_INT64] = "int64_ref",
	[DTYPE_BOOL] = "bool_ref", [DTYPE_QINT8] = "qint8_ref", [DTYPE_QUINT8] = "quint8_ref",
	[DTYPE_QINT32] = "qint32_ref", [DTYPE_BFLOAT16] = "bfloat16_ref", [DTYPE_QINT16] = "qint16_ref",
	[DTYPE_QUINT16] = "quint16_ref", [DTYPE_UINT16] = "uint16_ref", [DTYPE_COMPLEX128] = "complex128_ref",
	[DTYPE_HALF] = "float16_ref", [DTYPE_RESOURCE] = "resource_ref", [DTYPE_VARIANT] = "variant_ref",
	[DTYPE_UINT32] = "uint32_ref", [DTYPE_UINT64] = "uint64_ref",
};

#define NAMES (sizeof names / sizeof *names)

const char *dtype_name(uint32_t dtype)
{
	if (dtype < NAMES)
		return names[dtype];
	return dtype >= REF_DTYPES && dtype - REF_DTYPES < NAMES ? ref_names[dtype - REF_DTYPES] : NULL;
}
