#include "disk/inflate.h"

#include "base/alloc.h"
#include "read/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define INPUT ((size_t)64 * 1024)
#define SPACING (UINT64_C(1) << 20) /* of the stream, between marks: reading starts again a block or a record back */
#define CHEAP (UINT64_C(4) << 20)   /* so much is inflated again rather than kept ready for */
#define WITNESS_SIZE 64
#define GZIP_OR_ZLIB (32 + MAX_WBITS)
/* More than deflate makes of a byte (1,032), and of what it has taken in but not put out yet. */
#define EXPANSION 1040
#define HELD 64

/*
 * What may be the header of a gzip member (RFC 1952 2.3) is tried: so much of it must inflate, out of so much.
 * A file that is full of such headers ends the search.
 */
#define GZIP_ONLY (16 + MAX_WBITS)
#define HEADER 4
#define TRIAL_OUT 1024
#define TRIAL_IN 8192
#define MOST_TRIALS 100000
#define MOST_GAPS 1000

/* Damage of the compressed file: all of it from `from` up to where the next member begins. */
struct gap {
	uint64_t member; /* the one that is damaged begins here */
	uint64_t from;
	uint64_t searched; /* no member begins before this */
	uint32_t trials;
	bool closed;       /* at `searched` a member begins */
};

/* Where inflating can begin: at the start of a member, or with a copy of the state as it was there. */
struct place {
	z_stream *z;     /* NULL for the start of a member */
	uint64_t packed; /* in the file */
	uint64_t stream;
};

struct mark_place {
	struct place at, member; /* and the start of the member that it lies in */
};

struct inflate {
	struct source below;
	bool seen;    /* the file was open once: id and size are set */
	struct file_id id;
	uint64_t size;
	bool settled; /* what the file is; before, `packed` is what it looks like */
	bool packed;
	/* How much of the file was inflated, and the last of it: another file may lie there now. */
	uint64_t reached;
	uint8_t witness[WITNESS_SIZE];
	size_t witnessed;
	/* Where inflating is: z is NULL when it is at `member` and no more than that. */
	struct place now, member;
	struct mark_place marks[2]; /* the newer one first */
	uint8_t *input;
	bool damaged, over_limit; /* the stream ends here */
	struct gap *gaps;         /* in the order of the file; only the last may be open */
	size_t gap_count, gap_capacity, gaps_told;
};

/* ---- zlib's state ----------------------------------------------------------- */

static voidpf z_alloc(voidpf opaque, uInt count, uInt size)
{
	return data_alloc(count, size);
}

static void z_free(voidpf opaque, voidpf block)
{
	free(block);
}

static z_stream *z_new(int format)
{
	z_stream *z = data_alloc(1, sizeof *z);
	if (!z)
		return NULL;
	*z = (z_stream){.zalloc = z_alloc, .zfree = z_free};
	if (inflateInit2(z, format) == Z_OK)
		return z;
	free(z);
	return NULL;
}

static z_stream *z_copy(z_stream *from)
{
	z_stream *z = data_alloc(1, sizeof *z);
	if (!z)
		return NULL;
	if (inflateCopy(z, from) == Z_OK)
		return z;
	free(z);
	return NULL;
}

static void z_end(z_stream *z)
{
	if (!z)
		return;
	inflateEnd(z);
	free(z);
}

/* ---- Where it is -------------------------------------------------------------- */

static void drop_marks(struct inflate *self)
{
	for (size_t i = 0; i < 2; i++) {
		z_end(self->marks[i].at.z);
		self->marks[i] = (struct mark_place){0};
	}
}

static void leave(struct inflate *self)
{
	z_end(self->now.z);
	self->now = self->member;
	self->damaged = self->over_limit = false;
}

static void forget(struct inflate *self)
{
	self->member = (struct place){0};
	leave(self);
	drop_marks(self);
	self->reached = self->witnessed = 0;
	self->gap_count = self->gaps_told = 0;
	self->settled = self->packed = false;
}

/* Begins at the last place that is not behind `from`. False when out of memory. */
static bool begin(struct inflate *self, uint64_t from)
{
	if (from < self->member.stream)
		self->member = (struct place){0};
	struct mark_place best = {self->member, self->member};
	for (size_t i = 0; i < 2; i++)
		if (self->marks[i].at.z && self->marks[i].at.stream <= from && self->marks[i].at.stream > best.at.stream)
			best = self->marks[i];
	z_stream *z = best.at.z ? z_copy(best.at.z) : z_new(GZIP_OR_ZLIB);
	if (!z)
		return false;
	leave(self);
	z->avail_in = 0;
	self->member = best.member;
	self->now = (struct place){z, best.at.packed, best.at.stream};
	return true;
}

/* Marks the place now and then. Without memory for it, going back takes longer. */
static void mark(struct inflate *self)
{
	uint64_t last = self->marks[0].at.z ? self->marks[0].at.stream : 0;
	if (self->now.stream < last + SPACING)
		return;
	z_stream *z = z_copy(self->now.z);
	if (!z)
		return;
	z_end(self->marks[1].at.z);
	self->marks[1] = self->marks[0];
	self->marks[0] = (struct mark_place){{z, self->now.packed, self->now.stream}, self->member};
}

/* ---- Inflating ------------------------------------------------------------------ */

static ssize_t read_below(const struct inflate *self, int fd, void *into, size_t size, uint64_t from)
{
	for (;;) {
		ssize_t got = self->below.read(self->below.context, fd, into, size, from);
		if (got >= 0 || errno != EINTR)
			return got;
	}
}

/* 1, 0 at the end of the file, -1 with errno. */
static int refill(struct inflate *self, int fd)
{
	z_stream *z = self->now.z;
	if (z->avail_in)
		return 1;
	if (!self->input && !(self->input = data_alloc(INPUT, 1))) {
		errno = ENOMEM;
		return -1;
	}
	ssize_t got = read_below(self, fd, self->input, INPUT, self->now.packed);
	if (got <= 0)
		return (int)got;
	z->next_in = self->input;
	z->avail_in = (uInt)got;
	return 1;
}

static void note_place(struct inflate *self)
{
	const struct place *now = &self->now;
	if (now->packed > self->reached)
		self->reached = now->packed;
	self->over_limit = now->stream > INFLATE_LONGEST ||
	                      (now->stream > INFLATE_FREE && now->stream / INFLATE_RATIO > now->packed);
}

/* Some tools pad the last member with zeros. */
static void skip_padding(struct inflate *self)
{
	z_stream *z = self->now.z;
	if (self->now.packed != self->member.packed)
		return;
	while (z->avail_in && !*z->next_in) {
		z->next_in++;
		z->avail_in--;
		self->now.packed++;
		self->member.packed++;
	}
}

/*
 * One call of zlib's, without input, too: what did not fit into the last one's output is still to come. False with errno
 * when out of memory.
 */
static bool inflate_once(struct inflate *self)
{
	struct place *now = &self->now;
	if (now->packed)
		skip_padding(self);
	uInt in = now->z->avail_in, out = now->z->avail_out;
	int code = inflate(now->z, Z_NO_FLUSH);
	now->packed += in - now->z->avail_in;
	now->stream += out - now->z->avail_out;
	note_place(self);
	if (code == Z_STREAM_END) {
		inflateReset(now->z);
		self->member = (struct place){NULL, now->packed, now->stream};
	} else if (code == Z_MEM_ERROR) {
		errno = ENOMEM;
		return false;
	} else if (code != Z_OK && code != Z_BUF_ERROR) {
		self->damaged = true;
	}
	return true;
}

/* ---- Behind damage --------------------------------------------------------------- */

enum verdict { NO_MEMBER, MEMBER, TOO_SHORT };

static bool is_member_header(const uint8_t *bytes)
{
	return bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8 && !(bytes[3] & 0xe0);
}

static enum verdict try_member(z_stream *z, uint8_t *bytes, size_t length)
{
	uint8_t out[TRIAL_OUT];
	inflateReset(z);
	z->next_in = bytes;
	z->avail_in = (uInt)length;
	z->next_out = out;
	z->avail_out = sizeof out;
	int code = inflate(z, Z_NO_FLUSH);
	if (code == Z_STREAM_END || !z->avail_out)
		return MEMBER;
	return (code == Z_OK || code == Z_BUF_ERROR) && length < TRIAL_IN ? TOO_SHORT : NO_MEMBER;
}

/* Goes on with the search in the bytes that lie there. What can't be told before the file grows is looked at again then. */
static enum verdict search_in(struct gap *gap, z_stream *z, uint8_t *bytes, size_t length, bool at_end)
{
	for (size_t at = 0; length - at >= HEADER; at++) {
		const uint8_t *next = memchr(bytes + at, 0x1f, length - at - HEADER + 1);
		if (!next) {
			gap->searched += length - at - HEADER + 1;
			return at_end ? TOO_SHORT : NO_MEMBER;
		}
		gap->searched += (size_t)(next - bytes) - at;
		at = (size_t)(next - bytes);
		if (is_member_header(next)) {
			size_t left = length - at < TRIAL_IN ? length - at : TRIAL_IN;
			if (left < TRIAL_IN && !at_end && at)
				return NO_MEMBER; /* with more of it in the next block */
			enum verdict verdict = try_member(z, bytes + at, left);
			if (verdict != NO_MEMBER)
				return verdict;
			gap->trials++;
		}
		gap->searched++;
	}
	return at_end ? TOO_SHORT : NO_MEMBER;
}

/* 1 when the gap is closed, 0 when no member is found so far, -1 with errno. */
static int search(struct inflate *self, int fd, struct gap *gap, z_stream *z)
{
	while (gap->trials < MOST_TRIALS) {
		size_t length = 0;
		ssize_t got = 1;
		for (; got > 0 && length < INPUT; length += got > 0 ? (size_t)got : 0)
			got = read_below(self, fd, self->input + length, INPUT - length, gap->searched + length);
		if (got < 0)
			return -1;
		switch (search_in(gap, z, self->input, length, length < INPUT)) {
		case MEMBER:
			gap->closed = true;
			return 1;
		case TOO_SHORT:
			return 0;
		case NO_MEMBER:
			break;
		}
	}
	return 0;
}

/* The gap in which the member ends where inflating is now. NULL when none is known. */
static struct gap *gap_here(const struct inflate *self)
{
	for (size_t i = self->gap_count; i-- > 0;)
		if (self->gaps[i].member == self->member.packed)
			return &self->gaps[i];
	return NULL;
}

/* NULL when out of memory. */
static struct gap *gap_add(struct inflate *self)
{
	if (!array_reserve(&self->gaps, &self->gap_capacity, self->gap_count + 1))
		return NULL;
	uint64_t at = self->now.packed ? self->now.packed - 1 : 0; /* zlib has taken the byte that it complains about */
	struct gap *gap = &self->gaps[self->gap_count++];
	*gap = (struct gap){.member = self->member.packed, .from = at, .searched = at};
	return gap;
}

/* Goes on at the next member. 1, 0 when there is none (yet), -1 with errno. */
static int skip_damage(struct inflate *self, int fd)
{
	struct place *now = &self->now;
	struct gap *gap = gap_here(self);
	if (!gap && self->gap_count == MOST_GAPS)
		return 0;
	if (!gap)
		gap = gap_add(self);
	now->z->avail_in = 0;
	z_stream *z = gap ? z_new(GZIP_ONLY) : NULL;
	if (!z || (!self->input && !(self->input = data_alloc(INPUT, 1)))) {
		z_end(z);
		errno = ENOMEM;
		return -1;
	}
	int found = gap->closed ? 1 : search(self, fd, gap, z);
	z_end(z);
	if (found <= 0)
		return found;
	inflateReset(now->z);
	now->packed = gap->searched;
	self->member = (struct place){NULL, now->packed, now->stream};
	self->damaged = false;
	return 1;
}

/* As read(2), from where it is. */
static ssize_t go_on(struct inflate *self, int fd, void *into, size_t size)
{
	z_stream *z = self->now.z;
	z->next_out = into;
	z->avail_out = size < INT32_MAX ? (uInt)size : INT32_MAX;
	uInt room = z->avail_out;
	while (z->avail_out == room && !self->over_limit) {
		int more = self->damaged ? skip_damage(self, fd) : 1;
		if (more <= 0)
			return more;
		more = refill(self, fd);
		if (more < 0 || !inflate_once(self))
			return -1;
		if (!more && z->avail_out == room)
			return 0;
	}
	mark(self);
	return (ssize_t)(room - z->avail_out);
}

static ssize_t packed_read(struct inflate *self, int fd, void *into, size_t size, uint64_t from)
{
	uint8_t passed[16384];
	if ((!self->now.z || from < self->now.stream) && !begin(self, from)) {
		errno = ENOMEM;
		return -1;
	}
	while (self->now.stream < from) {
		uint64_t left = from - self->now.stream;
		ssize_t got = go_on(self, fd, passed, left < sizeof passed ? (size_t)left : sizeof passed);
		if (got <= 0)
			return got;
	}
	return go_on(self, fd, into, size);
}

/* ---- What a file is --------------------------------------------------------------- */

/* RFC 1952 2.3.1; RFC 1950 2.2: deflate, a window of at most 32 KiB, no dictionary. */
static bool looks_packed(const uint8_t *head)
{
	if (head[0] == 0x1f && head[1] == 0x8b)
		return true;
	return (head[0] & 0x0f) == 8 && head[0] >> 4 <= 7 && !(head[1] & 0x20) && (head[0] << 8 | head[1]) % 31 == 0;
}

/* Fills `into` as far as there is something; -1 with errno. */
static ssize_t read_head(struct inflate *self, int fd, bool packed, uint8_t *into, size_t size)
{
	size_t length = 0;
	while (length < size) {
		ssize_t got = packed ? packed_read(self, fd, into + length, size - length, length)
		                     : read_below(self, fd, into + length, size - length, length);
		if (got < 0)
			return got;
		if (!got)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

static bool is_header(const uint8_t *head, ssize_t length)
{
	return length == RECORD_HEADER && record_header_sound(head);
}

/* Settles what the file is, or takes it, while too short to tell, for what it looks like. -1 with errno. */
static int look(struct inflate *self, int fd)
{
	uint8_t head[RECORD_HEADER];
	ssize_t length = read_head(self, fd, false, head, sizeof head);
	if (length < 0)
		return -1;
	self->packed = length >= 2 && !is_header(head, length) && looks_packed(head);
	self->settled = length >= 2 && !self->packed;
	if (!self->packed)
		return 0;
	length = read_head(self, fd, true, head, sizeof head);
	if (length < 0)
		return -1;
	self->settled = length == RECORD_HEADER || self->damaged;
	self->packed = !self->settled || is_header(head, length);
	if (!self->packed) {
		leave(self);
		drop_marks(self);
	}
	return 0;
}

/* ---- The source ---------------------------------------------------------------------- */

static int source_open(void *context, const char *path)
{
	const struct inflate *self = context;
	return self->below.open(self->below.context, path);
}

static int source_stat(void *context, int fd, struct file_stat *out)
{
	const struct inflate *self = context;
	return self->below.stat(self->below.context, fd, out);
}

static ssize_t source_read(void *context, int fd, void *into, size_t size, uint64_t from)
{
	struct inflate *self = context;
	return self->packed ? packed_read(self, fd, into, size, from)
	                       : self->below.read(self->below.context, fd, into, size, from);
}

static ssize_t read_witness(const struct inflate *self, int fd, uint8_t *into)
{
	size_t size = self->reached < WITNESS_SIZE ? (size_t)self->reached : WITNESS_SIZE;
	return read_below(self, fd, into, size, self->reached - size);
}

/* False when what was inflated is no longer there. What can't be read tells nothing. */
static bool witness_holds(const struct inflate *self, int fd)
{
	uint8_t bytes[WITNESS_SIZE];
	ssize_t got = self->witnessed ? read_witness(self, fd, bytes) : 0;
	return got != (ssize_t)self->witnessed || !memcmp(bytes, self->witness, self->witnessed);
}

/* Ten thousand files that wait for more must not hold a window each. */
static void source_close(void *context, int fd)
{
	struct inflate *self = context;
	free(self->input);
	self->input = NULL;
	if (self->now.z)
		self->now.z->avail_in = 0;
	ssize_t got = self->packed ? read_witness(self, fd, self->witness) : 0;
	self->witnessed = got > 0 ? (size_t)got : 0;
	bool at_end = self->now.packed >= self->size;
	bool between = self->now.packed == self->member.packed;
	if (at_end && (between || self->now.stream - self->member.stream < CHEAP)) {
		leave(self);
		drop_marks(self);
	}
	self->below.close(self->below.context, fd);
}

static uint64_t longest_stream(const struct inflate *self)
{
	uint64_t left = self->size > self->now.packed ? self->size - self->now.packed : 0;
	if (left >= INFLATE_LONGEST)
		return 2 * INFLATE_LONGEST;
	return self->now.stream + (left + HELD) * EXPANSION;
}

static int source_extent(void *context, int fd, const struct file_stat *now, struct extent *out)
{
	struct inflate *self = context;
	bool same = self->id.dev == now->id.dev && self->id.ino == now->id.ino;
	out->anew = self->seen && (!same || now->size < self->reached || !witness_holds(self, fd));
	if (out->anew)
		forget(self);
	bool was_plain = self->seen && self->settled && !self->packed;
	self->seen = true;
	self->id = now->id;
	self->size = now->size;
	/* A plain file may be written anew as a compressed one: its first bytes cost little. */
	if ((!self->settled || !self->packed) && look(self, fd))
		return -1;
	out->anew |= was_plain && self->packed;
	out->size_known = !self->packed;
	out->size = self->packed ? longest_stream(self) : now->size;
	return 0;
}

static struct problem gap_problem(uint64_t from, uint64_t to)
{
	return (struct problem){.what = PROBLEM_STREAM, .offset = from, .bytes_lost = to > from ? to - from : 1};
}

/* What the stream ended with. */
static bool end_trouble(const struct inflate *self, struct problem *out)
{
	if (self->damaged)
		*out = gap_problem(self->now.packed ? self->now.packed - 1 : 0, self->size);
	else if (self->over_limit)
		*out = (struct problem){.what = PROBLEM_LIMIT, .status = STATUS_LIMIT, .offset = self->now.stream};
	else
		return false;
	out->provisional = true;
	return true;
}

static bool source_trouble(void *context, bool ended, struct problem *out)
{
	struct inflate *self = context;
	if (!self->packed)
		return false;
	if (self->gaps_told < self->gap_count && self->gaps[self->gaps_told].closed) {
		const struct gap *gap = &self->gaps[self->gaps_told++];
		*out = gap_problem(gap->from, gap->searched);
		return true;
	}
	return ended && end_trouble(self, out);
}

struct inflate *inflate_new(const struct source *below)
{
	struct inflate *self = data_alloc(1, sizeof *self);
	if (self)
		*self = (struct inflate){.below = *below};
	return self;
}

static void inflate_fini(struct inflate *self)
{
	leave(self);
	drop_marks(self);
	free(self->input);
	free(self->gaps);
}

void inflate_another(struct inflate *self)
{
	struct source below = self->below;
	inflate_fini(self);
	*self = (struct inflate){.below = below};
}

void inflate_free(struct inflate *self)
{
	if (!self)
		return;
	inflate_fini(self);
	free(self);
}

struct source inflate_source(struct inflate *self)
{
	return (struct source){source_open, source_stat, source_read, source_close, self, source_extent,
	                       source_trouble};
}
