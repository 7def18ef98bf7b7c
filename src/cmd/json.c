#include "cmd/json.h"

#include "base/number.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void comma(struct json *json)
{
	if (json->more)
		str_append_char(json->out, ',');
	json->more = true;
}

void json_open(struct json *json, char bracket)
{
	comma(json);
	str_append_char(json->out, bracket);
	json->more = false;
}

void json_close(struct json *json, char bracket)
{
	str_append_char(json->out, bracket);
	json->more = true;
}

void json_key(struct json *json, const char *name)
{
	comma(json);
	str_printf(json->out, "\"%s\":", name);
	json->more = false;
}

void json_name(struct json *json, struct slice name)
{
	json_text(json, name);
	str_append_char(json->out, ':');
	json->more = false;
}

void json_text(struct json *json, struct slice text)
{
	comma(json);
	str_append_char(json->out, '"');
	text_json(json->out, text);
	str_append_char(json->out, '"');
}

void json_signed(struct json *json, int64_t value)
{
	comma(json);
	char text[NUMBER_SIZE];
	str_append(json->out, text, number_whole(text, value));
}

void json_unsigned(struct json *json, uint64_t value)
{
	comma(json);
	str_printf(json->out, "%" PRIu64, value);
}

/* A number, or the name of one that isn't finite. */
static void put_number(struct json *json, const char *text, size_t length, bool finite)
{
	comma(json);
	if (!finite)
		str_append_char(json->out, '"');
	str_append(json->out, text, length);
	if (!finite)
		str_append_char(json->out, '"');
}

void json_double(struct json *json, double value)
{
	char text[NUMBER_SIZE];
	put_number(json, text, number_shortest_double(text, value), isfinite(value));
}

void json_float(struct json *json, float value)
{
	char text[NUMBER_SIZE];
	put_number(json, text, number_shortest_float(text, value), isfinite(value));
}

void json_whole(struct json *json, double value)
{
	comma(json);
	str_printf(json->out, "%.0f", value + 0.0); /* no -0 */
}

void json_raw(struct json *json, struct slice text)
{
	comma(json);
	str_append_slice(json->out, text);
}

void json_none(struct json *json)
{
	comma(json);
	str_append_text(json->out, "null");
}

void json_known(struct json *json, double value)
{
	if (isnan(value))
		json_none(json);
	else
		json_double(json, value);
}

void json_bool(struct json *json, bool value)
{
	comma(json);
	str_append_text(json->out, value ? "true" : "false");
}

static float float_of(uint64_t bits)
{
	uint32_t low = (uint32_t)bits;
	float value;
	memcpy(&value, &low, sizeof value);
	return value;
}

void json_append_number(struct str *out, enum number_type type, uint64_t bits)
{
	char text[NUMBER_SIZE];
	switch (type) {
	case NUMBER_F32:
		str_append(out, text, number_shortest_float(text, float_of(bits)));
		break;
	case NUMBER_F64:
		str_append(out, text, number_shortest_double(text, number_value(type, bits)));
		break;
	case NUMBER_I64:
		str_printf(out, "%" PRId64, (int64_t)bits);
		break;
	case NUMBER_U64:
		str_printf(out, "%" PRIu64, bits);
		break;
	}
}

bool json_is_finite(enum number_type type, uint64_t bits)
{
	return isfinite(number_value(type, bits));
}
