/*
 * The recorder: a directory gets an event file, a loop records values under a
 * tag with a step, TensorBoard and tbtop read it. (Here: scalars; more kinds
 * will follow in this place.) One thread at a time. Nothing exits or prints.
 */
#ifndef TBTOP_WRITE_WRITER_H
#define TBTOP_WRITE_WRITER_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct writer;

struct writer_options {
	const char *suffix;    /* of the file name; NULL for none */
	double (*clock)(void *context); /* wall time; NULL: the real one */
	void *context;
	double flush_seconds;  /* between flushes; 0: after each record; default 120 by WRITER_OPTIONS */
};
#define WRITER_OPTIONS ((struct writer_options){.flush_seconds = 120})

/*
 * Makes the directory (and those above it) and a file
 * events.out.tfevents.<10-digit seconds>.<host>.<pid>.<count><suffix>
 * that begins with file_version brain.Event:2. NULL options: the defaults.
 */
enum status writer_open(struct writer **out, const char *directory, const struct writer_options *options);
/* A record each, or many values in one event. Tags are bytes as given. */
enum status writer_scalar(struct writer *writer, const char *tag, int64_t step, float value);
struct writer_value { const char *tag; float value; };
enum status writer_scalars(struct writer *writer, int64_t step, const struct writer_value *values, size_t count);
enum writer_session { WRITER_START = 1, WRITER_STOP = 2, WRITER_CHECKPOINT = 3 };
enum status writer_session(struct writer *writer, enum writer_session status, int64_t step);
enum status writer_flush(struct writer *writer);
/* Flushes, closes, frees. NULL is fine. */
enum status writer_close(struct writer *writer);
const char *writer_path(const struct writer *writer);

#endif
