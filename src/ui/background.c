#include "ui/background.h"

#include <stdlib.h>
#include <string.h>

/* "rgb:ff/ff/ff", one to four hexadecimal digits each (XParseColor), as 0 to 1. */
static bool parse_rgb(const char *text, double *out)
{
	for (int i = 0; i < 3; i++) {
		char *end;
		if (!strchr("0123456789abcdefABCDEF", *text) || !*text)
			return false;
		unsigned long value = strtoul(text, &end, 16);
		if (end - text > 4)
			return false;
		out[i] = (double)value / ((1ul << 4 * (end - text)) - 1);
		text = *end == '/' ? end + 1 : end;
	}
	return true;
}

bool background_reply(const char *reply, bool *light)
{
	double rgb[3];
	const char *colour = strchr(reply, ':');
	if (strncmp(reply, "]11;rgb", 7) || !colour || !parse_rgb(colour + 1, rgb))
		return false;
	/* Rec. 709 weights on the encoded values: enough to tell light from dark. */
	*light = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2] > 0.5;
	return true;
}
