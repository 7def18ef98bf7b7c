/*
 * The files of the projector plugin (event-format 3.8): its configuration in
 * protobuf's text form; vectors as rows of numbers divided by tabs; labels. All of
 * them are written by hand as often as not. Pure; no number of bytes is too odd.
 */
#ifndef TBTOP_DECODE_PROJECTOR_H
#define TBTOP_DECODE_PROJECTOR_H

#include "data/projection.h"

#define PROJECTOR_CONFIG_MOST ((size_t)1 << 20) /* bytes */
#define PROJECTOR_LABELS_MOST ((size_t)256 << 20)
#define PROJECTOR_VALUES_MOST ((size_t)1 << 27) /* numbers: 512 MiB */
#define PROJECTOR_EMBEDDINGS_MOST 1024

/* Fields that it does not know it skips. CORRUPT with what came before the damage. */
enum status decode_projector_config(struct slice text, struct projector_config *out);

/* Takes the text, which came from malloc. */
enum status decode_labels(char *text, size_t length, struct labels *out);

/* Vectors piece by piece; begins zeroed. A row that has another number of columns than the first is CORRUPT. */
struct vectors_reader {
	char word[64]; /* of a number that the next piece goes on with */
	size_t length;
	size_t column; /* of the row so far */
};
enum status vectors_read(struct vectors_reader *reader, struct slice piece, struct vectors *out);
/* Behind the last piece. */
enum status vectors_end(struct vectors_reader *reader, struct vectors *out);

#endif
