#include "write/scalar.h"

#include "write/event.h"
#include "write/record_frame.h"
#include "write/utf8.h"
#include "write/writer.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Keys of fields: number and wire type. Those here are below 16, so one byte each. */
#define KEY_WALL_TIME 0x09
#define KEY_STEP 0x10
#define KEY_SUMMARY 0x2a
#define KEY_VALUE 0x0a
#define KEY_TAG 0x0a
#define KEY_SIMPLE 0x15

#define EVENT_MOST (1 + 8 + 1 + 10 + 1 + 10) /* wall time, step, the summary's key and length */
#define VALUE_MOST (2 * (1 + 10) + 1 + 4)    /* beside the tag */
#define FEW 16                               /* values that need no allocation */
#define SMALL 2048                           /* bytes of a record that needs none */
#define BLOCK (64 * 1024)                    /* of points that are handed over at once */

static uint8_t *put_fixed(uint8_t *at, uint64_t bits, int size)
{
	for (int i = 0; i < size; i++)
		*at++ = (uint8_t)(bits >> 8 * i);
	return at;
}

/* Tag and value, each with its key. */
static size_t value_size(size_t tag_length)
{
	return 1 + varint_size(tag_length) + tag_length + 1 + sizeof(float);
}

static size_t summary_size(const struct scalar *scalars, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++) {
		size_t value = value_size(scalars[i].length);
		size += 1 + varint_size(value) + value;
	}
	return size;
}

static uint8_t *value_write(uint8_t *at, const struct scalar *scalar)
{
	uint32_t bits;
	memcpy(&bits, &scalar->value, sizeof bits);
	*at++ = KEY_VALUE;
	at = varint_write(at, value_size(scalar->length));
	*at++ = KEY_TAG;
	at = varint_write(at, scalar->length);
	memcpy(at, scalar->tag, scalar->length);
	at += scalar->length;
	*at++ = KEY_SIMPLE;
	return put_fixed(at, bits, 4);
}

size_t scalars_most(const struct scalar *scalars, size_t count)
{
	size_t size = FRAME_SIZE + EVENT_MOST;
	for (size_t i = 0; i < count; i++)
		size += VALUE_MOST + scalars[i].length;
	return size;
}

/* proto3 leaves out what is zero, but not a member of a oneof. */
uint8_t *scalars_write(uint8_t *record, double wall_time, int64_t step, const struct scalar *scalars, size_t count)
{
	uint8_t *at = record + FRAME_HEADER;
	uint64_t bits;
	memcpy(&bits, &wall_time, sizeof bits);
	if (bits) {
		*at++ = KEY_WALL_TIME;
		at = put_fixed(at, bits, 8);
	}
	if (step) {
		*at++ = KEY_STEP;
		at = varint_write(at, (uint64_t)step);
	}
	*at++ = KEY_SUMMARY;
	at = varint_write(at, summary_size(scalars, count));
	for (size_t i = 0; i < count; i++)
		at = value_write(at, &scalars[i]);
	return frame_fill(record, (size_t)(at - record) - FRAME_HEADER);
}

/* ---- One record ------------------------------------------------------------ */

static int put(struct tbr_writer *writer, int64_t step, const struct scalar *scalars, size_t count)
{
	uint8_t small[SMALL], *record = small;
	size_t most = scalars_most(scalars, count);
	double now = writer_now(writer);
	if (!isfinite(now))
		return -EINVAL;
	if (most > RECORD_LONGEST)
		return -EMSGSIZE;
	if (most > sizeof small && !(record = malloc(most)))
		return -ENOMEM;
	uint8_t *end = scalars_write(record, now, step, scalars, count);
	int error = writer_put(writer, record, (size_t)(end - record), 1);
	if (record != small)
		free(record);
	return error;
}

int tbr_scalar(struct tbr_writer *writer, const char *tag, int64_t step, float value)
{
	struct scalar scalar = {.tag = tag, .value = value};
	int error = utf8_length(tag, &scalar.length);
	writer = writer_meant(writer);
	if (error || !writer)
		return error ? error : -EINVAL;
	return put(writer, step, &scalar, 1);
}

int tbr_scalars(struct tbr_writer *writer, int64_t step, const struct tbr_value *values, size_t count)
{
	struct scalar few[FEW], *scalars = few;
	int error = 0;
	writer = writer_meant(writer);
	if (!writer || !values || !count)
		return -EINVAL;
	if (count > FEW && !(scalars = calloc(count, sizeof *scalars)))
		return -ENOMEM;
	for (size_t i = 0; i < count && !error; i++) {
		scalars[i] = (struct scalar){.tag = values[i].tag, .value = values[i].value};
		error = utf8_length(values[i].tag, &scalars[i].length);
	}
	if (!error)
		error = put(writer, step, scalars, count);
	if (scalars != few)
		free(scalars);
	return error;
}

/* ---- Many records ---------------------------------------------------------- */

/* A block of records on its way to the queue. */
struct block {
	struct tbr_writer *writer;
	uint8_t *bytes;
	size_t length, capacity;
	size_t points, recorded; /* in the block; in all before */
};

static int block_put(struct block *block)
{
	int error = block->points ? writer_put(block->writer, block->bytes, block->length, block->points) : 0;
	if (!error)
		block->recorded += block->points;
	block->length = block->points = 0;
	return error;
}

static int block_room(struct block *block, size_t size)
{
	if (size <= block->capacity - block->length)
		return 0;
	int error = block_put(block);
	if (error || size <= block->capacity)
		return error;
	uint8_t *bytes = size > RECORD_LONGEST ? NULL : realloc(block->bytes, size);
	if (!bytes)
		return size > RECORD_LONGEST ? -EMSGSIZE : -ENOMEM;
	block->bytes = bytes;
	block->capacity = size;
	return 0;
}

static int block_add(struct block *block, const struct tbr_point *point)
{
	struct scalar scalar = {.tag = point->tag, .value = point->value};
	int error = isfinite(point->wall_time) ? utf8_length(point->tag, &scalar.length) : -EINVAL;
	if (!error)
		error = block_room(block, scalars_most(&scalar, 1));
	if (error)
		return error;
	uint8_t *at = block->bytes + block->length;
	block->length += (size_t)(scalars_write(at, point->wall_time, point->step, &scalar, 1) - at);
	block->points++;
	return 0;
}

int tbr_points(struct tbr_writer *writer, const struct tbr_point *points, size_t count, size_t *recorded)
{
	struct block block = {.writer = writer_meant(writer), .capacity = BLOCK};
	int error = 0;
	if (recorded)
		*recorded = 0;
	if (!block.writer || (count && !points))
		return -EINVAL;
	if (!(block.bytes = malloc(BLOCK)))
		return -ENOMEM;
	for (size_t i = 0; i < count && !error; i++)
		error = block_add(&block, &points[i]);
	int last = block_put(&block); /* what came before an error is sound */
	free(block.bytes);
	if (recorded)
		*recorded = block.recorded;
	return error ? error : last;
}
