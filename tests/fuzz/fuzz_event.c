/* The short and the long way agree on a record's payload, and protobuf-c has nothing to object to. */
#include "fuzz/target.h"

#include "read/event.h"
#include "unit/read/oracle.h"

#include <stdio.h>
#include <stdlib.h>

static void object(const char *what)
{
	fprintf(stderr, "difference: %s\n", what);
	abort();
}

static enum status decode(enum event_way way, const uint8_t *bytes, size_t length, struct batch *batch)
{
	struct event_decoder *decoder = event_decoder_new(false);
	if (!decoder)
		abort();
	event_decoder_set_way(decoder, way);
	enum status status = event_decode(decoder, bytes, length, 0, batch);
	if (event_flush(decoder, batch))
		abort();
	event_decoder_free(decoder);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct batch *a = batch_new(0, 0), *b = batch_new(0, 0);
	if (!a || !b)
		abort();
	enum status status = decode(EVENT_AUTO, bytes, length, a);
	if (decode(EVENT_LONG_WAY_ONLY, bytes, length, b) != status)
		object("status");
	const char *difference = batch_difference(a, b);
	if (!difference && !status)
		difference = oracle_difference(bytes, length, a);
	if (difference)
		object(difference);
	if (status && (a->records || a->series_count))
		object("something was added");
	batch_free(a);
	batch_free(b);
	return 0;
}
