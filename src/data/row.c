#include "data/row.h"

#include <math.h>
#include <string.h>

double number_value(enum number_type type, uint64_t bits)
{
	switch (type) {
	case NUMBER_F32: {
		uint32_t low = (uint32_t)bits;
		float value;
		memcpy(&value, &low, sizeof value);
		return (double)value;
	}
	case NUMBER_F64: {
		double value;
		memcpy(&value, &bits, sizeof value);
		return value;
	}
	case NUMBER_I64: {
		int64_t value;
		memcpy(&value, &bits, sizeof value);
		return (double)value;
	}
	case NUMBER_U64:
		return (double)bits;
	}
	return NAN;
}

uint64_t number_bits_float(float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

uint64_t number_bits_double(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}
