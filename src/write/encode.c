#include "write/encode.h"

#include <string.h>

/* A field's key: number and wire type. Those here are all below 16, so one byte each. */
enum wire { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };
#define KEY(field, wire) ((char)((field) << 3 | (wire)))

#define EVENT_WALL_TIME KEY(1, FIXED64)
#define EVENT_STEP KEY(2, VARINT)
#define EVENT_FILE_VERSION KEY(3, BYTES)
#define EVENT_SUMMARY KEY(5, BYTES)
#define EVENT_SESSION_LOG KEY(7, BYTES)
#define SUMMARY_VALUE KEY(1, BYTES)
#define VALUE_TAG KEY(1, BYTES)
#define VALUE_SIMPLE KEY(2, FIXED32)
#define SESSION_STATUS KEY(1, VARINT)

static void append_varint(struct str *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		str_append_char(out, (char)(value | 0x80));
	str_append_char(out, (char)value);
}

static size_t varint_size(uint64_t value)
{
	size_t size = 1;
	while (value >>= 7)
		size++;
	return size;
}

static void append_little_endian(struct str *out, uint64_t bits, int bytes)
{
	for (int i = 0; i < bytes; i++)
		str_append_char(out, (char)(bits >> 8 * i));
}

static void append_bytes(struct str *out, char key, const char *bytes, size_t length)
{
	str_append_char(out, key);
	append_varint(out, length);
	str_append(out, bytes, length);
}

/* proto3 leaves out what is zero. */
static void append_start(struct str *out, double wall_time, int64_t step)
{
	uint64_t bits;
	memcpy(&bits, &wall_time, sizeof bits);
	if (bits) {
		str_append_char(out, EVENT_WALL_TIME);
		append_little_endian(out, bits, 8);
	}
	if (step) {
		str_append_char(out, EVENT_STEP);
		append_varint(out, (uint64_t)step);
	}
}

void encode_version(struct str *out, double wall_time)
{
	static const char version[] = "brain.Event:2";
	append_start(out, wall_time, 0);
	append_bytes(out, EVENT_FILE_VERSION, version, sizeof version - 1);
}

/* Of a Summary.Value: tag and simple_value, each with its key. */
static size_t value_size(size_t tag_length)
{
	return 1 + varint_size(tag_length) + tag_length + 1 + sizeof(float);
}

/* Of a Summary. */
static size_t summary_size(const struct writer_value *values, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++) {
		size_t value = value_size(strlen(values[i].tag));
		size += 1 + varint_size(value) + value;
	}
	return size;
}

static void append_value(struct str *out, const struct writer_value *value)
{
	uint32_t bits;
	size_t length = strlen(value->tag);
	memcpy(&bits, &value->value, sizeof bits);
	str_append_char(out, SUMMARY_VALUE);
	append_varint(out, value_size(length));
	append_bytes(out, VALUE_TAG, value->tag, length);
	str_append_char(out, VALUE_SIMPLE);
	append_little_endian(out, bits, 4);
}

void encode_scalars(struct str *out, double wall_time, int64_t step, const struct writer_value *values,
                    size_t count)
{
	append_start(out, wall_time, step);
	str_append_char(out, EVENT_SUMMARY);
	append_varint(out, summary_size(values, count));
	for (size_t i = 0; i < count; i++)
		append_value(out, &values[i]);
}

void encode_session(struct str *out, double wall_time, int64_t step, enum writer_session status)
{
	const char log[] = {SESSION_STATUS, (char)status};
	append_start(out, wall_time, step);
	append_bytes(out, EVENT_SESSION_LOG, log, sizeof log);
}
