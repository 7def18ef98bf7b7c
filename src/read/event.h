/*
 * Events: the payload of a record becomes normalised values in a batch.
 * Old forms (TF1 simple_value, histo, image, audio; graph_def and
 * tagged_run_metadata events) take their modern meaning here and nowhere else
 * (TensorBoard: data_compat.py, dataclass_compat.py; event-format 4).
 *
 * Three ways. A record that repeats the last one of its tag but for step, time
 * and value is taken whole (read/repeat). Plain scalars are read by a cursor that
 * expects them byte for byte (read/cursor). Everything else is checked against the descriptors that
 * protobuf-c generates (wire_check) and then walked field by field. Not
 * unpacked: protobuf-c refuses what conforming parsers take (a known field
 * with another wire type, groups), and its copies don't tell where in the file
 * a value lies. All ways agree: tests and a fuzz target compare them with each
 * other, and with protobuf-c where it takes the bytes.
 */
#ifndef TBTOP_READ_EVENT_H
#define TBTOP_READ_EVENT_H

#include "base/status.h"
#include "data/batch.h"

/*
 * What a decoder remembers from record to record of one contiguous range of a
 * file: its tags (with the first metadata seen), rows of chunks not yet
 * sealed, the step of the last summary event, the file version. Worker-owned.
 */
struct event_decoder;

/* `version_known`: a file_version >= 2 stands before the range. NULL when out of memory. */
struct event_decoder *event_decoder_new(bool version_known);
/*
 * One for a range further on in the file, which knows what this one has learned so far: the version, tags and their
 * first metadata. Many threads may fork one that rests. NULL when out of memory.
 */
struct event_decoder *event_decoder_fork(const struct event_decoder *decoder);
void event_decoder_free(struct event_decoder *decoder);
/* As free and new (`version_known` is false), for another file, with what memory there is. */
void event_decoder_another(struct event_decoder *decoder);
/* For who reads file after file: see gather_lend. */
void event_decoder_lend(struct event_decoder *decoder, struct slab **slab);

/*
 * Decodes one Event and adds what it brings to `batch`. `offset` is the file
 * offset of the payload's first byte. STATUS_CORRUPT: it is no Event (as a
 * conforming parser sees it, except that strings need not be UTF-8: they are
 * mended for display) and nothing was added. STATUS_LIMIT: refused by the
 * pre-check, nothing was added; or more than a file may have (read/gather), some
 * of it may be missing. STATUS_NO_MEMORY: some of it may be missing.
 */
enum status event_decode(struct event_decoder *decoder, const uint8_t *payload, size_t length, uint64_t offset,
                         struct batch *batch);

/*
 * Takes records from the start of `bytes`, framing and all, as long as each is
 * sound, begins before `end` and is decoded in the quickest way there is
 * (read/repeat). The number of bytes taken, 0 where another way must have a look:
 * record_next and event_decode bring the same.
 */
size_t event_decode_run(struct event_decoder *decoder, const uint8_t *bytes, size_t length, size_t end,
                        struct batch *batch);

/*
 * Ends a batch: seals what rows are left into chunks of the batch. The decoder
 * goes on with the next batch of the range. STATUS_NO_MEMORY: rows are kept
 * for another try, or for the next batch.
 */
enum status event_flush(struct event_decoder *decoder, struct batch *batch);

/* What the events behind a place need to know of those before it. */
struct event_place {
	bool has_version, version_known; /* a file_version came; the last was >= 2 */
	bool has_summary;
	int64_t summary_step; /* of the last summary event */
};
struct event_place event_decoder_place(const struct event_decoder *decoder);
/* What follows was read by another decoder, which ended at `place`: this one goes on behind that. */
void event_decoder_pass(struct event_decoder *decoder, const struct event_place *place);

/* For tests: how scalars are read. AUTO is the cursor, with the long way for what it does not take. */
enum event_way { EVENT_AUTO, EVENT_LONG_WAY_ONLY };
void event_decoder_set_way(struct event_decoder *decoder, enum event_way way);

#endif
