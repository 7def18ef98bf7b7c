/*
 * Embeddings as the projector plugin keeps them beside event files: what its
 * configuration names, the vectors with their labels, and where a projection
 * puts them (event-format 3.8; TB: projector/projector_config.proto).
 */
#ifndef TBTOP_DATA_PROJECTION_H
#define TBTOP_DATA_PROJECTION_H

#include "base/status.h"
#include "base/str.h"

#include <stdatomic.h>
#include <stdint.h>

/* One EmbeddingInfo. Paths are relative to the configuration's directory, or not. */
struct embedding_info {
	struct str name, tensor_path, metadata_path;
	uint32_t shape[2];
	size_t shape_count; /* of dims that were told; those that fit are in `shape` */
};

struct projector_config {
	struct str checkpoint; /* model_checkpoint_path: vectors without a tensor_path are in it */
	struct embedding_info *items;
	size_t count, capacity;
};

void projector_config_fini(struct projector_config *config);

/* Rows of text in columns divided by tabs. With several columns the first row names them (TB: data-provider.ts). */
struct labels {
	char *text;       /* owned */
	size_t length;
	size_t *rows;     /* where each begins, without the one with names; owned */
	size_t count, capacity, columns;
};

void labels_fini(struct labels *labels);
/* Borrowed; empty where the row has no such column. */
struct slice labels_at(const struct labels *labels, size_t row, size_t column);
/* "" without names. */
struct slice labels_name(const struct labels *labels, size_t column);

/* Row by row. */
struct vectors {
	float *values; /* owned */
	size_t rows, columns, capacity; /* capacity: of values */
};

void vectors_fini(struct vectors *vectors);

#define PROJECTION_AXES 3
/* Principal components: model/pca.h. */
struct components {
	float *places;  /* PROJECTION_AXES a row, those that there are not are 0; NaN of a row that was left out; owned */
	float *lengths; /* of each row; owned */
	double shares[PROJECTION_AXES]; /* of all variance, 0 … 1 */
	int passes;     /* over the vectors that it took */
	double change;  /* of the variances, in the last of them */
	size_t not_finite; /* rows that were left out: they lie nowhere */
};

void components_fini(struct components *components);

/* What a worker tells while it is at it, and is told. */
struct projecting {
	atomic_bool stop;
	atomic_int stage;   /* 0: reads; 1: projects */
	atomic_int percent; /* of the stage */
};

/* An embedding that was looked at. Immutable once made: a worker may read it while another takes its place. */
struct projection {
	unsigned holds; /* how many have it beside its first owner; the loop thread's */
	struct vectors vectors;
	struct labels labels;
	struct components components;
	enum status labels_status; /* why there are none; OK when none are named */
};

/* Somebody else has it, too, and lets go of it by projection_free. One thread holds and frees. NULL is fine. */
struct projection *projection_hold(const struct projection *projection);
/* It goes with the last who has it. NULL is fine. */
void projection_free(struct projection *projection);

#endif
