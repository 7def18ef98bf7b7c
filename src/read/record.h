/*
 * TFRecord framing (event-format 2.1): length u64, masked CRC of the length
 * u32, payload, masked CRC of the payload u32; all little-endian.
 *
 * Pure: bytes in, verdict out, no state and no I/O, so that a growing file, a
 * pipe and a test array look alike. The caller keeps a window of the file and
 * calls again with more bytes when asked to.
 *
 * What counts as lost: a record whose payload fails its
 * CRC is lost alone when a sound header, the end of the file (fewer than 12
 * bytes left) or zeros up to the end follow it. Otherwise, and after a length
 * that fails its CRC or is above 2^31 - 1, everything up to the next sound
 * header, or to the end, is lost. A record that isn't complete at the end of
 * the file, and zeros up to the end, are no damage.
 */
#ifndef TBTOP_READ_RECORD_H
#define TBTOP_READ_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_HEADER 12
#define RECORD_FOOTER 4
#define RECORD_OVERHEAD (RECORD_HEADER + RECORD_FOOTER)
#define RECORD_LONGEST 0x7fffffffu /* of a protocol buffer message */

enum record_verdict {
	RECORD_SOUND,       /* a whole record: payload, length, size */
	RECORD_MORE,        /* `need` bytes from the start of the window are needed to tell */
	RECORD_BAD_PAYLOAD, /* lost alone: `size` bytes */
	RECORD_BAD_LENGTH,  /* lost up to the next sound header: search with record_search */
	RECORD_HUGE,        /* as BAD_LENGTH: the CRC is good but the length is above RECORD_LONGEST */
	RECORD_ASTRAY,      /* as BAD_LENGTH: a bad payload that no sound header follows */
};

struct record {
	const uint8_t *payload; /* points into the window */
	size_t length;          /* of the payload */
	size_t size;            /* with framing */
	size_t need;            /* for RECORD_MORE */
	bool at_edge;           /* a bad verdict that hangs on the end of the window being the end of the file */
};

/*
 * Judges the record at the start of `bytes`. `at_end`: the window reaches to
 * the end of the file as it is now. With at_end, RECORD_MORE means that the
 * record isn't complete yet (or that only zeros follow). While a window holds
 * nothing but zeros, `need` is twice its length: a caller that would rather not
 * keep a long hole may skip its zeros (record_zeros) itself.
 */
enum record_verdict record_next(const uint8_t *bytes, size_t length, bool at_end, struct record *out);

/* True when 12 bytes at `bytes` are a length up to RECORD_LONGEST and its CRC. */
bool record_header_sound(const uint8_t *bytes);

/*
 * The smallest p in [from, length - RECORD_HEADER] with a sound header at p,
 * or the first position that could not be tested (max(from, length - 11)).
 * `*found` tells which. Runs of zeros are skipped fast.
 */
size_t record_search(const uint8_t *bytes, size_t length, size_t from, bool *found);

/* The length of the run of zeros at the start. */
size_t record_zeros(const uint8_t *bytes, size_t length);

#endif
