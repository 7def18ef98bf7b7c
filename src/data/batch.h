/*
 * What one read of a file brings: plain data, made by a worker (disk/tail),
 * handed over once and applied by the loop thread (model/store). Nothing in it
 * points anywhere else.
 *
 * A batch covers the bytes [begin, end) of one file. Reading a file again from
 * any record boundary, or in any number of batches, gives the same data.
 *
 * Position. Within a batch, `epoch` counts the marks seen so far, so a point's
 * place relative to a restart is (file order, begin of its range, epoch).
 */
#ifndef TBTOP_DATA_BATCH_H
#define TBTOP_DATA_BATCH_H

#include "base/status.h"
#include "base/str.h"
#include "data/chunk.h"
#include "data/kind.h"

/* In what form a value lies in the file, for whoever reads its payload later. */
enum item_form {
	ITEM_NOTHING,      /* a value without a value member (hparams) */
	ITEM_SIMPLE,       /* simple_value */
	ITEM_TENSOR,       /* TensorProto */
	ITEM_HISTO,        /* HistogramProto (TF1) */
	ITEM_IMAGE,        /* Summary.Image (TF1) */
	ITEM_AUDIO,        /* Summary.Audio (TF1) */
	ITEM_GRAPH,        /* GraphDef bytes of an event */
	ITEM_RUN_METADATA, /* RunMetadata bytes of an event */
};

/*
 * One point that is no plain scalar: where it lies and which kinds it fits.
 * `offset` and `length` are those of the form's own bytes (the TensorProto,
 * the HistogramProto, the GraphDef …) in the file; in what it inflates to when
 * it is a compressed one (disk/inflate). They lie `within` bytes behind the start
 * of the record's payload, so that who reads them can check the record.
 */
struct item {
	int64_t step;
	double wall_time;
	uint64_t bits;            /* the number, when fits has scalar */
	uint64_t offset : 46;     /* 64 TiB */
	uint64_t clips : 1;       /* of its columns the first counts alone: clips beside their labels */
	uint64_t form : 3;        /* enum item_form */
	uint64_t number_type : 2; /* of bits: enum number_type */
	uint64_t fits : KIND_COUNT; /* kinds in whose tags it is a point: "a point that doesn't fit its kind is left out" */
	uint32_t length, within;
	uint32_t epoch;
	uint32_t rows_before; /* rows of the tag in the batch that it stands behind */
};
_Static_assert(sizeof(struct item) == 48, "logdirs have millions");

/* A sealed chunk and where it stands among the marks. */
struct batch_chunk {
	struct chunk *chunk; /* owned by the batch until the store takes it (and sets NULL) */
	uint32_t epoch;
};

/* The first metadata of a tag within the tail's range. Bytes as in the file. */
struct metadata {
	char *plugin, *display_name, *description, *content; /* NUL-terminated copies; may hold NULs */
	size_t plugin_length, display_name_length, description_length, content_length;
	double target_step; /* of an hparams session: the last step there will be (read/target.h); 0 when it isn't said */
};

/* What a batch has of one tag. Rows and items are each in file order. */
struct batch_series {
	char *tag; /* mended where it isn't UTF-8, so that two may be one */
	size_t tag_length;
	struct metadata *metadata; /* NULL when the range has none for the tag, or an earlier batch brought it */
	struct item *items;
	size_t item_count, item_capacity;
	struct batch_chunk *chunks;
	size_t chunk_count, chunk_capacity;
};

/*
 * Something in the file that later points or earlier ones depend on.
 * REWIND is recorded only while no file_version of 2 or more is known, for
 * each tag of a summary event whose step is below the one before (event-format 5.1).
 */
enum mark_what { MARK_VERSION, MARK_START, MARK_STOP, MARK_CHECKPOINT, MARK_REWIND };

struct mark {
	enum mark_what what;
	int64_t step;
	double wall_time;
	double version;  /* MARK_VERSION: what follows "brain.Event:", -1 when it is no number */
	uint32_t series; /* MARK_REWIND: index into the batch's series */
	bool joins;      /* MARK_REWIND: of the same event as the mark before it */
};

/* Bytes that could not be read, or something else that is wrong with a file. */
enum problem_what {
	PROBLEM_LENGTH,     /* a length fails its CRC (or is no header at all) */
	PROBLEM_HUGE,       /* a length above 2^31 - 1 with a good CRC */
	PROBLEM_PAYLOAD,    /* a payload fails its CRC */
	PROBLEM_STREAM,     /* a compressed file can't be inflated: offset and bytes of the compressed file */
	PROBLEM_EVENT,      /* a sound record that is no Event */
	PROBLEM_UNREADABLE, /* open or read failed: see status; offset 0, bytes 0 */
	PROBLEM_LIMIT,      /* more than we are willing to keep: see status */
};
/* "damaged length", … */
const char *problem_text(enum problem_what what);

struct problem {
	enum problem_what what;
	enum status status; /* for UNREADABLE and LIMIT */
	uint64_t offset, bytes_lost;
	bool provisional; /* hangs on bytes that are not there yet: will be judged again when the file grows */
	bool zeros;       /* most of the bytes are zero */
};
/*
 * One loss often shows as several: true when `next` begins where `last` ends, and they are told as one, also
 * where a batch ends between them. A provisional one stays apart: it is to be judged again alone. So does one
 * of a compressed stream, whose offsets are others.
 */
bool problem_goes_on(const struct problem *last, const struct problem *next);
/* Adds `next` to that problem before it which it goes on from. False when there is none. */
bool problem_join(struct problem *problems, size_t count, const struct problem *next);

struct batch {
	uint32_t file;       /* number of the file in the store, as the tail was told */
	uint64_t begin, end; /* bytes covered (inflated ones); end is where the next batch begins */
	bool restart;        /* the file was replaced or cut: forget all it brought before */
	bool reread;         /* with `restart`: the file is the same, but is read anew */
	bool caught_up;      /* nothing more to read for now */
	bool sketch;         /* not read now, but kept from an earlier time, with only some of its rows (disk/sketch) */

	struct batch_series *series;
	size_t series_count, series_capacity;
	struct mark *marks;
	size_t mark_count, mark_capacity;
	struct problem *problems; /* the provisional ones, if any, are the last */
	size_t problem_count, problem_capacity;

	uint64_t records;           /* sound events in the range */
	uint64_t points;            /* values of all kinds in the range */
	bool has_event;
	double first_wall, last_wall; /* wall times of its first and last event; unset without has_event */
	double max_wall;              /* the newest finite one; NaN without */
	bool has_summary;             /* an event that TensorBoard takes for a summary (graphs and run metadata too) */
	int64_t first_summary_step, last_summary_step;
	double first_summary_wall;
	bool first_summary_told;       /* it goes back, and the reader knew: its rewinds are among the marks */
	uint32_t first_summary_epoch;  /* marks before the first summary event of the batch */
	uint32_t first_summary_series; /* tags of its values: the first so many of `series` (which are in order of first touch) */
	struct { bool there; uint64_t offset; uint32_t length, within; int64_t step; double wall_time; uint32_t epoch; } meta_graph; /* the newest meta_graph_def */
	uint64_t file_size;           /* by fstat, when it was read */
	double file_written;          /* likewise: when it changed last, by the clock of its file system; NaN where that is unknown */
	uint64_t pending;             /* bytes at the end that are no complete record yet: file_size - end, unless the file is compressed */
	bool zeros_pending;           /* they are zeros, all or behind a record */
	enum status status;           /* of opening and reading */
};

/* An empty batch for `file`, or NULL when out of memory; freed whole by batch_free (NULL is fine). */
struct batch *batch_new(uint32_t file, uint64_t begin);
void batch_free(struct batch *batch);
/* Leaves of it what was read and what is wrong there, and nothing of what it says. */
void batch_keep_problems(struct batch *batch);
void metadata_free(struct metadata *metadata);

#endif
