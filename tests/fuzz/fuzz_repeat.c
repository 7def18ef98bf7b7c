/*
 * Records that repeat each other, taken in the quickest way, bring what the long
 * way makes of each, also by a decoder that had the same tags in another file
 * before; and never is a record taken that is not sound. The first
 * bytes are a script: it makes records of the payloads that follow, with right
 * checksums unless it says otherwise.
 */
#include "fuzz/take.h"
#include "fuzz/target.h"

#include "read/event.h"
#include "read/record.h"
#include "unit/read/build.h"
#include "unit/read/compare.h"

#include <stdio.h>
#include <stdlib.h>

#define PAYLOADS 4
#define RECORDS_MOST 200

struct payloads {
	uint8_t bytes[PAYLOADS][256];
	size_t lengths[PAYLOADS];
};

static void take_payloads(struct take *take, struct payloads *out)
{
	for (int i = 0; i < PAYLOADS; i++) {
		out->lengths[i] = take_byte(take);
		if (out->lengths[i] > take->left)
			out->lengths[i] = take->left;
		take_into(take, out->bytes[i], out->lengths[i]);
	}
}

/* Changes a byte: of the wall time, of the step, of the end (most often the value), or any. */
static void change(struct take *script, uint8_t *payload, size_t length)
{
	uint8_t how = take_byte(script), where = take_byte(script), what = take_byte(script);
	static const uint8_t first[] = {1, 10, 0, 0}, range[] = {8, 4, 0, 0};
	size_t at = first[how & 3];
	if (!length)
		return;
	at += (how & 3) < 2 ? where % range[how & 3] : (how & 3) == 2 ? length - 1 - where % 5 % length : where;
	if (at < length)
		payload[at] = what;
}

/* Each payload follows the one before it, again and again, and changes on the way. */
static void write_records(struct take *script, struct payloads *payloads, struct str *out)
{
	unsigned records = take_byte(script) % RECORDS_MOST, used = 1 + take_byte(script) % PAYLOADS;
	for (unsigned i = 0; i < records; i++) {
		uint8_t what = script->left ? take_byte(script) : 1;
		unsigned which = what & 0x40 ? what % PAYLOADS : i % used;
		uint8_t *payload = payloads->bytes[which];
		if (what & 1)
			change(script, payload, payloads->lengths[which]);
		build_record(out, payload, payloads->lengths[which]);
		if (what == 0x80) /* damage, somewhere in the record */
			out->data[out->length - 1 - take_byte(script) % (payloads->lengths[which] + RECORD_OVERHEAD)] ^= 0x10;
	}
}

/* All that is sound, up to the first that is not. The number of bytes. */
static size_t decode(struct event_decoder *decoder, const struct str *records, struct batch *batch)
{
	struct record record;
	const uint8_t *bytes = (const uint8_t *)str_text(records);
	size_t at = 0;
	for (;;) {
		at += event_decode_run(decoder, bytes + at, records->length - at, records->length - at, batch);
		if (record_next(bytes + at, records->length - at, true, &record) != RECORD_SOUND)
			break;
		event_decode(decoder, record.payload, record.length, 0, batch);
		at += record.size;
	}
	if (event_flush(decoder, batch))
		abort();
	return at;
}

static size_t decode_anew(enum event_way way, const struct str *records, struct batch *batch)
{
	struct event_decoder *decoder = event_decoder_new(false);
	event_decoder_set_way(decoder, way);
	size_t taken = decode(decoder, records, batch);
	event_decoder_free(decoder);
	return taken;
}

/* By a decoder that comes from another file, which was the first `before` bytes of this one. */
static size_t decode_again(const struct str *records, size_t before, struct batch *batch)
{
	struct event_decoder *decoder = event_decoder_new(false);
	struct batch *other = batch_new(0, 0);
	struct slab *slab = NULL;
	struct str head = {0};
	str_append(&head, str_text(records), before);
	event_decoder_lend(decoder, &slab);
	decode(decoder, &head, other);
	event_decoder_another(decoder);
	size_t taken = decode(decoder, records, batch);
	event_decoder_free(decoder);
	slab_unref(slab);
	batch_free(other);
	str_fini(&head);
	return taken;
}

static void compare(const struct batch *quick, const struct batch *plain)
{
	const char *difference = batch_difference(quick, plain);
	if (difference)
		object(difference);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	struct payloads payloads = {0};
	struct str records = {0};
	take_payloads(&input, &payloads);
	write_records(&input, &payloads, &records);
	struct batch *quick = batch_new(0, 0), *plain = batch_new(0, 0), *again = batch_new(0, 0);
	if (!quick || !plain || !again)
		abort();
	size_t sound = decode_anew(EVENT_LONG_WAY_ONLY, &records, plain), before = length ? bytes[length - 1] * records.length / 255 : 0;
	if (decode_anew(EVENT_AUTO, &records, quick) != sound || decode_again(&records, before, again) != sound)
		object("what is sound is the same");
	compare(quick, plain);
	compare(again, plain);
	batch_free(quick);
	batch_free(plain);
	batch_free(again);
	str_fini(&records);
	return 0;
}
