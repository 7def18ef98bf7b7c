/*
 * The inside of a tail, shared by the four that make it up and by nobody else.
 * Each needs only those before it:
 *   window.c   the bytes of a file, as they slide by
 *   verdict.c  what becomes of each record, and of what is none
 *   ahead.c    reading elsewhere than where it was left: the end first, from the middle
 *   tail.c     a read from begin to end; what makes it begin anew
 */
#ifndef TBTOP_DISK_TAIL_INSIDE_H
#define TBTOP_DISK_TAIL_INSIDE_H

#include "disk/inflate.h"
#include "disk/samples.h"
#include "disk/tail.h"
#include "read/event.h"

/*
 * Damage whose end is not known yet: the search for the next sound header.
 * It holds no bytes, so gigabytes of garbage cost no memory, and it is kept
 * between reads, so that a budget holds there too.
 */
struct loss {
	bool open;
	bool only_zeros;       /* so far: to the end of the file they are no damage */
	enum problem_what what;
	uint64_t from;
	uint64_t searched;     /* no sound header begins in (from, searched) */
	uint64_t zeros;        /* of the bytes up to there */
};

/*
 * The last bytes before the offset, as they were read. A file that was cut and
 * has grown past the offset again before the next look, or was written anew
 * with the same size, has others there: each record holds a time and a CRC.
 */
#define WITNESS_SIZE 64
#define WITNESS_LEAST 32 /* a first record is longer; a header and a time are shorter */
struct witness {
	uint64_t end; /* file offset behind them */
	size_t length;
	uint8_t bytes[WITNESS_SIZE];
};

/* What was read before its turn: whole records. */
struct ahead {
	bool there;
	bool never; /* it did not work in this file */
	uint64_t begin, end;
	struct witness witness; /* at its end */
	struct event_place place; /* likewise */
};

struct tail {
	char *path;
	uint32_t file;
	struct inflate *inflate; /* what the default source is */
	struct source source;
	size_t block;
	struct event_decoder *decoder;
	struct tail_room *room; /* lent; or NULL */
	bool seen; /* the file was open once: as it was then */
	struct file_stat last;
	uint64_t offset;
	uint64_t limit; /* no record from here on is for this tail */
	struct loss loss;
	struct witness witness;
	struct samples samples;
	struct ahead ahead;
};

/* One tail_read: a window on the file that slides over it. */
struct reading {
	struct tail *tail;
	struct batch *batch;
	int fd;
	uint64_t size;   /* of the stream; less when it turns out to end before */
	bool size_known; /* false while it is only a bound */
	uint64_t at;     /* file offset of the window's first byte; all before it is judged */
	uint8_t *buffer;
	size_t capacity, begin, length; /* the window is buffer[begin … begin + length); before it are the bytes before it */
	enum status status;
	/* As the tail's was when the first block was to follow bytes that were read: after the read they must still be there. */
	struct witness before;
};

/* ---- window.c -------------------------------------------------------------- */

static inline uint64_t window_left(const struct reading *r)
{
	return r->size - r->at;
}

static inline bool window_at_end(const struct reading *r)
{
	return r->length == window_left(r);
}

static inline void window_drop(struct reading *r, uint64_t count)
{
	r->at += count;
	if (count <= r->length) {
		r->begin += (size_t)count;
		r->length -= (size_t)count;
	} else { /* not all of it was read */
		r->begin = r->length = 0;
	}
}

/* The stream turns out to end there. */
void window_end_at(struct reading *r, uint64_t size);
/* pread until something comes. 0 at the end of the file and after an error (r->status). */
size_t window_read(struct reading *r, uint8_t *into, size_t size, uint64_t from);
/* Keeps what is before the window; in a loss, what was before that. */
void window_keep_witness(struct reading *r);

enum fill { FILLED, FILL_FAILED, FILL_NO_MEMORY };
/* At the begin and at the end of a reading: with what was lent to the tail, if there is something. */
void window_open(struct reading *r);
void window_close(struct reading *r);
/* Reads on until the window has `want` bytes, or as many as the file has. */
enum fill window_fill(struct reading *r, uint64_t want);
/* As window_fill where a block must do: without memory for it there is no reading at all. */
bool window_fill_some(struct reading *r, uint64_t want);

/* Notes what is wrong, together with what it goes on from; into the batch's status when there is no memory for it. */
void reading_add_problem(struct reading *r, const struct problem *problem);

/* ---- verdict.c ------------------------------------------------------------- */

/* Judges records until the budget is spent or nothing more can be told. */
void reading_judge(struct reading *r, uint64_t budget);

#endif
