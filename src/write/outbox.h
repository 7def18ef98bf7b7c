/*
 * Records on their way to a file: many threads put, one thread of the outbox's
 * own writes. The thread takes all that waits and writes it whole, so that a
 * write(2) never ends within a record unless the file system makes it. Results
 * as record.h has them.
 */
#ifndef TBTOP_WRITE_OUTBOX_H
#define TBTOP_WRITE_OUTBOX_H

#include "write/bytes.h"
#include "write/record.h"
#include "write/shards.h"

#include <pthread.h>

struct outbox {
	int fd; /* not the outbox's to close; -1: none */
	double flush_seconds; /* negative: no thread, putting writes */
	enum tbr_when_full when_full;
	struct shards waiting;
	atomic_bool running;          /* there is a thread */
	atomic_uint_fast64_t dropped; /* records */

	/* All below is protected by the lock. */
	pthread_mutex_t lock;
	pthread_cond_t work, done; /* something is due; something was written, or could not be */
	pthread_t thread;
	bool ending;
	struct bytes taken;   /* being written, by whoever took it */
	size_t taken_done;
	uint64_t wanted;      /* up to which place somebody waits for what is put */
	uint64_t due;         /* monotonic nanoseconds: when what waits, or failed, is to be written */
	unsigned failures;
	int error;            /* of the last attempt to write */
};

/* `options` with no zeros left in them; flush_seconds below 1e9. */
void outbox_init(struct outbox *outbox, int fd, const struct tbr_options *options);
void outbox_fini(struct outbox *outbox); /* after outbox_end */

/* `count` whole records. */
int outbox_put(struct outbox *outbox, const uint8_t *records, size_t size, size_t count);
/* Waits until all that was put before is written. */
int outbox_flush(struct outbox *outbox);
/* The same, and ends the thread. */
int outbox_end(struct outbox *outbox);
uint64_t outbox_dropped(struct outbox *outbox);

/* Around fork(): in the child it is empty, has no file and no thread. */
void outbox_before_fork(struct outbox *outbox);
void outbox_after_fork(struct outbox *outbox);
void outbox_in_child(struct outbox *outbox);

#endif
