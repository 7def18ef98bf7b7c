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

/* `times` over: what follows what it followed before is read in a quicker way yet. */
static enum status decode(enum event_way way, const uint8_t *bytes, size_t length, int times, struct batch *batch)
{
	struct event_decoder *decoder = event_decoder_new(false);
	if (!decoder)
		abort();
	event_decoder_set_way(decoder, way);
	enum status status = STATUS_OK;
	for (int i = 0; i < times; i++)
		status = event_decode(decoder, bytes, length, 0, batch);
	if (event_flush(decoder, batch))
		abort();
	event_decoder_free(decoder);
	return status;
}

/* The two ways must give the same; `a` gets what the short one gives. */
static enum status compare_ways(const uint8_t *bytes, size_t length, int times, struct batch *a)
{
	struct batch *b = batch_new(0, 0);
	if (!b)
		abort();
	enum status status = decode(EVENT_AUTO, bytes, length, times, a);
	if (decode(EVENT_LONG_WAY_ONLY, bytes, length, times, b) != status)
		object("status");
	const char *difference = batch_difference(a, b);
	if (difference)
		object(difference);
	batch_free(b);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct batch *once = batch_new(0, 0), *often = batch_new(0, 0);
	if (!once || !often)
		abort();
	enum status status = compare_ways(bytes, length, 1, once);
	const char *difference = status ? NULL : oracle_difference(bytes, length, once);
	if (difference)
		object(difference);
	if (status && (once->records || once->series_count))
		object("something was added");
	compare_ways(bytes, length, 4, often);
	batch_free(once);
	batch_free(often);
	return 0;
}
