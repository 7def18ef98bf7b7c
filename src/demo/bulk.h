/*
 * Runs of any size and shape instead of the sweep: what benchmarks and soak
 * tests read. Scalars a record a point, as most writers have it, and pictures;
 * the same bytes for the same course.
 */
#ifndef TBTOP_DEMO_BULK_H
#define TBTOP_DEMO_BULK_H

#include <stdbool.h>
#include <stdint.h>

#define BULK_LONGEST_TAG 65536
#define BULK_WIDEST_PICTURE 8192

/* How the values of a tag go: some are easy to pack, some are not. */
enum bulk_values {
	BULK_NOISY,    /* as a loss: they fall, with noise */
	BULK_SMOOTH,   /* the same without noise */
	BULK_STAIRS,   /* one of ten, as a learning rate has */
	BULK_CONSTANT,
	BULK_RANDOM,   /* any in [0, 1) */
	BULK_VALUES
};
extern const char *const bulk_values_names[BULK_VALUES];

struct bulk_shape {
	uint64_t tags;        /* of a run; 0 for none */
	uint64_t tag_length;  /* bytes that their names are filled up to; 0: as long as they are */
	uint64_t files;       /* of a run, each goes on where the one before ended; 0 counts as 1 */
	enum bulk_values values;
	bool tensors;         /* scalars as TensorFlow 2 writes them, with their metadata */
	unsigned picture;     /* pixels a side of the picture that each step has; 0: none */
};

struct course;

/* The runs of these numbers; as the recorder's functions. */
int bulk_record(const char *directory, uint64_t runs, const struct bulk_shape *shape, const struct course *course);

#endif
