#include "decode/kinds.h"
#include "decode/sniff.h"
#include "decode/sound.h"
#include "decode/values.h"

#include "base/alloc.h"
#include "event.pb-c.h"

/* Images or clips of a step. TensorBoard's own writers stop at 3. */
#define BLOBS_MOST ((uint64_t)1 << 20)

/* Fields of Summary.Image and Summary.Audio (event-format 3.2). */
enum { IMAGE_HEIGHT = 1, IMAGE_WIDTH = 2, IMAGE_ENCODED = 4, AUDIO_ENCODED = 4 };

static enum status room_for(struct blobs *out, uint64_t count, size_t *memory)
{
	if (count > BLOBS_MOST)
		return STATUS_LIMIT;
	*memory = (size_t)count * sizeof *out->items;
	out->items = data_alloc((size_t)count, sizeof *out->items);
	return out->items ? STATUS_OK : STATUS_NO_MEMORY;
}

/* ---- Images ---- */

/* A sign, digits, 64 bits. */
static bool read_integer(struct slice text, int64_t *out)
{
	bool negative = text.length && text.data[0] == '-';
	size_t at = text.length && (negative || text.data[0] == '+');
	if (at == text.length)
		return false;
	int64_t value = 0;
	for (; at < text.length; at++) {
		char digit = text.data[at];
		if (digit < '0' || digit > '9' || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? '0' - digit : digit - '0', &value))
			return false;
	}
	*out = value;
	return true;
}

static enum status one_image(const struct payload *payload, struct blobs *out, size_t *memory)
{
	struct wire image = wire_of(payload->bytes.data, payload->bytes.length);
	struct slice encoded = {0};
	struct wire_field field;
	enum status status = room_for(out, 1, memory);
	if (status)
		return status;
	out->has_width = out->has_height = true;
	while (wire_next(&image, &field)) {
		if (wire_is(&field, IMAGE_WIDTH, WIRE_VARINT))
			out->width = (int32_t)field.number;
		else if (wire_is(&field, IMAGE_HEIGHT, WIRE_VARINT))
			out->height = (int32_t)field.number;
		else if (wire_is(&field, IMAGE_ENCODED, WIRE_BYTES))
			encoded = slice_make(field.bytes, field.length);
	}
	if (!wire_fine(&image))
		return STATUS_CORRUPT;
	out->items[out->count++] = sniff_image(encoded);
	return STATUS_OK;
}

enum status decode_images(const struct payload *payload, struct blobs *out, size_t *memory)
{
	struct values values;
	struct slice text;
	if (payload->form == ITEM_IMAGE)
		return one_image(payload, out, memory);
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	const struct tensor_facts *facts = &values.tensor.facts;
	if (!(tensor_fits(facts) & KIND_BIT(KIND_IMAGE)))
		return STATUS_CORRUPT;
	status = room_for(out, facts->elements - 2, memory);
	if (status)
		return status;
	out->has_width = values_next_string(&values, &text) && read_integer(text, &out->width);
	out->has_height = values_next_string(&values, &text) && read_integer(text, &out->height);
	while (values_next_string(&values, &text))
		out->items[out->count++] = sniff_image(text);
	return STATUS_OK;
}

/* ---- Clips ---- */

static enum status one_clip(const struct payload *payload, struct blobs *out, size_t *memory)
{
	struct wire audio = wire_of(payload->bytes.data, payload->bytes.length);
	struct slice encoded = {0};
	struct wire_field field;
	enum status status = room_for(out, 2, memory);
	if (status)
		return status;
	while (wire_next(&audio, &field))
		if (wire_is(&field, AUDIO_ENCODED, WIRE_BYTES))
			encoded = slice_make(field.bytes, field.length);
	if (!wire_fine(&audio))
		return STATUS_CORRUPT;
	out->items[out->count++] = sniff_clip(encoded);
	if (!payload->clips) /* TensorBoard adds an empty label, and takes it for a clip */
		out->items[out->count++] = sniff_clip((struct slice){0});
	return STATUS_OK;
}

static enum status all_clips(struct values *values, struct blobs *out, size_t *memory)
{
	struct slice text;
	if (!(tensor_fits(&values->tensor.facts) & KIND_BIT(KIND_AUDIO)))
		return STATUS_CORRUPT;
	enum status status = room_for(out, values->tensor.facts.elements, memory);
	if (status)
		return status;
	while (values_next_string(values, &text))
		out->items[out->count++] = sniff_clip(text);
	return STATUS_OK;
}

/*
 * Clips beside their labels: the first of the columns, taken before TensorBoard
 * decodes (dataclass_compat.py, _migrate_audio_value). `stride` < 0 goes back
 * from the last.
 */
static enum status first_column(const struct values *values, int64_t stride, struct blobs *out, size_t *memory)
{
	struct values strings = *values;
	struct slice text;
	uint64_t total = values->tensor.facts.strings, step = stride < 0 ? 0 - (uint64_t)stride : (uint64_t)stride;
	uint64_t kept = total ? (total - 1) / step + 1 : 0;
	int64_t rows = values->tensor.facts.dims[0];
	uint64_t shown = kept == 1 && rows >= 0 ? (uint64_t)rows : kept;
	enum status status = room_for(out, shown > kept ? shown : kept, memory);
	if (status)
		return status;
	uint64_t phase = stride < 0 && total ? (total - 1) % step : 0;
	strings.left = total;
	strings.repeats = false;
	for (uint64_t i = 0; values_next_string(&strings, &text); i++)
		if (i % step == phase)
			out->items[out->count++] = sniff_clip(text);
		else if (out->count && i % step == phase + 1)
			out->items[out->count - 1].label = text;
	for (size_t i = 0; stride < 0 && i < out->count / 2; i++) {
		struct blob last = out->items[out->count - 1 - i];
		out->items[out->count - 1 - i] = out->items[i];
		out->items[i] = last;
	}
	while (out->count && out->count < shown)
		out->items[out->count++] = out->items[0];
	out->count = (size_t)shown;
	return STATUS_OK;
}

static enum status find_clips(const struct payload *payload, struct blobs *out, size_t *memory)
{
	struct values values;
	if (payload->form == ITEM_AUDIO)
		return one_clip(payload, out, memory);
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	const struct tensor_facts *facts = &values.tensor.facts;
	if (!payload->clips || facts->rank < 2 || !facts->listed)
		return all_clips(&values, out, memory);
	if (!(tensor_fits_as_clips(facts) & KIND_BIT(KIND_AUDIO)))
		return STATUS_CORRUPT;
	int64_t stride = tensor_clip_stride(facts);
	return stride ? first_column(&values, stride, out, memory) : all_clips(&values, out, memory);
}

/* One after another: a step of more than that is looked at in another program. */
#define SOUNDS_MOST 16

enum status decode_clips(const struct payload *payload, struct blobs *out, size_t *memory)
{
	enum status status = find_clips(payload, out, memory);
	size_t count = out->count < SOUNDS_MOST ? out->count : SOUNDS_MOST;
	if (status)
		return status;
	out->sounds = data_alloc(count, sizeof *out->sounds);
	if (!out->sounds)
		return STATUS_NO_MEMORY;
	*memory += count * sizeof *out->sounds;
	for (; out->sound_count < count && !status; out->sound_count++)
		status = sound_read(out->items[out->sound_count].bytes, &out->sounds[out->sound_count], memory);
	return status;
}
