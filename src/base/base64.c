#include "base/base64.h"

void base64_append(struct str *out, struct slice bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *data = (const unsigned char *)bytes.data;
	for (size_t i = 0; i < bytes.length; i += 3) {
		size_t left = bytes.length - i;
		unsigned group = (unsigned)data[i] << 16 | (left > 1 ? (unsigned)data[i + 1] << 8 : 0) |
		                 (left > 2 ? data[i + 2] : 0);
		char four[4] = {digits[group >> 18], digits[group >> 12 & 63], left > 1 ? digits[group >> 6 & 63] : '=',
		                left > 2 ? digits[group & 63] : '='};
		str_append(out, four, sizeof four);
	}
}
