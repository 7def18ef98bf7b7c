/*
 * tbtop/record.h: write event files that TensorBoard and tbtop read.
 *
 *     struct tbr_writer *writer;
 *     int error = tbr_open(&writer, "runs/first", NULL);
 *     if (error)
 *             … strerror(-error)
 *     for (int step = 0; step < 1000; step++)
 *             tbr_scalar(writer, "loss", step, train());
 *     tbr_close(writer);
 *
 * Results. Whatever returns int returns 0 or a negative errno value:
 *
 *     -EINVAL    an argument that can't be (NULL, a shape without elements, no writer at all)
 *     -EILSEQ    a tag, suffix, name or text that is not UTF-8: it would make readers give the file up, or all
 *     -EMSGSIZE  more than a record can hold (2 GiB)
 *     -EAGAIN    the queue is full and the writer drops (TBR_DROP)
 *     -ENOMEM    no memory
 *     others     what the file system said: -ENOSPC, -EACCES, -EIO …
 *
 * Nothing exits or prints. After an error of the first five nothing of that call
 * is recorded; what the file system refused is kept, and written when it can be.
 *
 * Writers. A function that takes a writer takes NULL for the thread's default
 * writer, see tbr_use. Any number of threads may record through one writer at
 * the same time, and hardly meet in doing so. What is recorded after another
 * record comes after it in the file, also when another thread recorded that. A
 * thread of the writer's own writes to the file; recording waits for it only
 * while the queue is full. What is handed in is copied: it may be changed or freed after the
 * call. Records are appended whole: whatever kills the process, at most the
 * last one is cut off, which readers wait for and skip.
 *
 * After fork() the parent goes on as before. In the child the writer begins a
 * file of its own (same directory, the child's process id in the name) when
 * something is recorded there; what the parent had in its queue, the parent
 * alone writes. At exit() what is queued is written.
 *
 * Steps are any int64. Wall times are seconds since 1970; where a function has
 * none among its arguments, it is the time of the call (or the writer's clock).
 * Tags are UTF-8, "/" groups them. A tag should keep its kind: readers show
 * the first kind that they see.
 *
 * Arrays of numbers are row-major, without gaps. Pointer and count pairs may be
 * NULL with 0 where a count of 0 makes sense.
 */
#ifndef TBTOP_RECORD_H
#define TBTOP_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define TBR_API __attribute__((visibility("default")))
#else
#define TBR_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Writers --------------------------------------------------------------- */

struct tbr_writer;

enum tbr_when_full {
	TBR_BLOCK, /* recording waits for room; while the disk fails it returns the error instead */
	TBR_DROP   /* the record is not taken: -EAGAIN, and it is counted */
};

/* All zero: the defaults. */
struct tbr_options {
	const char *suffix;           /* of the file's name, without "/"; NULL: none */
	double flush_seconds;         /* no record waits longer; 0: 120; negative: each call writes before it
	                                 returns, without a thread */
	size_t queue_bytes;           /* how much may wait to be written; 0: 16 MiB. A single larger record is
	                                 taken when nothing else waits. */
	enum tbr_when_full when_full;
	bool resume;                  /* the run goes on at start_step after an interruption: what an earlier file */
	int64_t start_step;           /* has from that step on no longer counts (session log START) */
	double (*clock)(void *context); /* wall time, called on the recording thread; NULL: the real one */
	void *context;
	bool append;                  /* for short-lived writers: to the file that one such left off, see below */
};

/*
 * Makes `directory` (and those above it) and in it a file
 * events.out.tfevents.SECONDS.HOST.PID.COUNT<suffix>, whose first record is
 * written before this returns: the run is there at once. A directory is a run;
 * which one that is does not change when the program changes its own.
 * NULL options: the defaults. The writer is the caller's, to be closed.
 *
 * With `append` the file is the one that an earlier writer with `append` and
 * this suffix made on this host, if it is the last of the directory's event
 * files, whole, at most 8 MiB, and can be locked; else a new one. The suffix
 * must be one that no other writer uses. From here to tbr_close others that
 * append wait, a second at most (then they make a file of their own): open,
 * record, close. What fits in 256 KiB is appended by one write; when tbr_close
 * fails, what was recorded is taken back. With `resume`, or without a suffix,
 * it is -EINVAL.
 */
TBR_API int tbr_open(struct tbr_writer **out, const char *directory, const struct tbr_options *options);

/*
 * Waits until all that was recorded before is in the file. The writer keeps
 * what could not be written, and goes on where it broke off at the next flush
 * (or by itself, a second later).
 */
TBR_API int tbr_flush(struct tbr_writer *writer);

/* The same, and waits until it is on the disk (fsync), the new file's name too. */
TBR_API int tbr_sync(struct tbr_writer *writer);

/*
 * Flushes, closes, frees. No other thread may be using the writer; it is no
 * longer the default of the calling thread. An error tells that not all is in
 * the file; the writer is gone all the same. NULL is fine: nothing happens. A
 * writer that is closed already is -EINVAL, as long as none has its place.
 */
TBR_API int tbr_close(struct tbr_writer *writer);

/* The file's path, until the writer is closed (or, in a child process, records). NULL without a writer. */
TBR_API const char *tbr_path(const struct tbr_writer *writer);

/* How many records a full queue (TBR_DROP) has dropped. */
TBR_API uint64_t tbr_dropped(struct tbr_writer *writer);

/*
 * Makes the writer the default of the calling thread (NULL: none) and returns
 * the one before, so that uses nest:
 *
 *     struct tbr_writer *before = tbr_use(validation);
 *     tbr_scalar(NULL, "loss", step, loss);
 *     tbr_use(before);
 */
TBR_API struct tbr_writer *tbr_use(struct tbr_writer *writer);

/* ---- Scalars --------------------------------------------------------------- */

/* One record. NaN and infinities are values like others. */
TBR_API int tbr_scalar(struct tbr_writer *writer, const char *tag, int64_t step, float value);

struct tbr_value {
	const char *tag;
	float value;
};
/* Several values of one step, in one record. */
TBR_API int tbr_scalars(struct tbr_writer *writer, int64_t step, const struct tbr_value *values, size_t count);

struct tbr_point {
	const char *tag;
	double wall_time;
	int64_t step;
	float value;
};
/*
 * A record a point, in this order, whatever their tags: the quick way for many
 * (tens of millions a second). Stops at the first that is not taken; *recorded
 * (may be NULL) says how many were.
 */
TBR_API int tbr_points(struct tbr_writer *writer, const struct tbr_point *points, size_t count, size_t *recorded);

/* ---- Texts, session log ---------------------------------------------------- */

/* Markdown. */
TBR_API int tbr_text(struct tbr_writer *writer, const char *tag, int64_t step, const char *markdown);
/* A table of Markdown cells: rows x columns texts, row by row. */
TBR_API int tbr_text_table(struct tbr_writer *writer, const char *tag, int64_t step, size_t rows, size_t columns,
                           const char *const *cells);

enum tbr_session { TBR_START = 1, TBR_STOP = 2, TBR_CHECKPOINT = 3 };
/* `text`: the checkpoint's path, else a message; NULL for none. */
TBR_API int tbr_session(struct tbr_writer *writer, enum tbr_session status, int64_t step, const char *text);

/* ---- Distributions --------------------------------------------------------- */

/*
 * Of the values as they are. `buckets` 0: TensorBoard's exponential limits,
 * ±1e-12 · 1.1^k below 1e20 and 0, as PyTorch's writer has them (values beyond
 * are in min and max only); else so many of equal width from the least to the
 * greatest value, as TensorFlow 2's summary has them (30 is its default). NaN
 * is in no bucket of the former; where there is one, the latter has no counts.
 */
TBR_API int tbr_histogram(struct tbr_writer *writer, const char *tag, int64_t step, const double *values,
                          size_t count, unsigned buckets);
TBR_API int tbr_histogram_f32(struct tbr_writer *writer, const char *tag, int64_t step, const float *values,
                              size_t count, unsigned buckets);

/*
 * Precision over recall of a binary classifier. Predictions are in [0, 1];
 * labels are 0 or not; weights, which are finite, NULL: all 1. `thresholds` 0: 127; at least 2.
 */
TBR_API int tbr_pr_curve(struct tbr_writer *writer, const char *tag, int64_t step, const float *predictions,
                         const uint8_t *labels, const float *weights, size_t count, unsigned thresholds);
/*
 * From counts of one's own: 6 rows (true and false positives, true and false negatives, all
 * finite; precision, recall).
 */
TBR_API int tbr_pr_curve_raw(struct tbr_writer *writer, const char *tag, int64_t step, const float *rows,
                             unsigned thresholds);

/* ---- Images, audio --------------------------------------------------------- */

/*
 * 8-bit pixels, rows from the top, channels together: 1 grey, 2 grey and
 * alpha, 3 RGB, 4 RGBA. At most 65,535 pixels a side. Compressed on the
 * calling thread.
 */
TBR_API int tbr_image(struct tbr_writer *writer, const char *tag, int64_t step, const uint8_t *pixels,
                      unsigned width, unsigned height, unsigned channels);

struct tbr_bytes {
	const void *data;
	size_t size;
};
/* Files as they are: PNG, JPEG or GIF (also animated); others are -EINVAL. Several are one step's samples. */
TBR_API int tbr_image_files(struct tbr_writer *writer, const char *tag, int64_t step, const struct tbr_bytes *files,
                            size_t count);

/* As WAV of 16 bits; samples (frames x channels) are in [-1, 1], cut off beyond, NaN is silence. */
TBR_API int tbr_audio(struct tbr_writer *writer, const char *tag, int64_t step, const float *samples, size_t frames,
                      unsigned channels, unsigned sample_rate);
/* A WAV file as it is. */
TBR_API int tbr_audio_file(struct tbr_writer *writer, const char *tag, int64_t step, struct tbr_bytes wav);

/* ---- Tensors --------------------------------------------------------------- */

enum tbr_element { TBR_FLOAT, TBR_DOUBLE, TBR_INT32, TBR_INT64, TBR_UINT8 };

struct tbr_array {
	enum tbr_element type;
	const void *values;
	const size_t *shape; /* rank sizes; NULL with rank 0, which is a single number */
	size_t rank;
};
/*
 * Numbers of any shape. `plugin`: which of TensorBoard's shows them, for tensors as it wants them ("scalars" and a
 * TBR_FLOAT of rank 0 is a scalar as TensorFlow 2 writes it); NULL: none in particular.
 */
TBR_API int tbr_tensor(struct tbr_writer *writer, const char *tag, int64_t step, const struct tbr_array *array,
                       const char *plugin);

/* ---- Hyperparameters ------------------------------------------------------- */

enum tbr_hparam_type { TBR_NUMBER, TBR_STRING, TBR_BOOL };

struct tbr_hparam {
	const char *name;
	enum tbr_hparam_type type;
	double number;    /* of TBR_BOOL: 0 or not */
	const char *text; /* of TBR_STRING */
};
/*
 * The run is a session of an experiment: what was set, and the tags of the
 * scalars that tell how good it is. Once a run, before or after its scalars.
 * Sessions of one `group` (NULL: none) are shown as one.
 */
TBR_API int tbr_hparams(struct tbr_writer *writer, const struct tbr_hparam *hparams, size_t count,
                        const char *const *metrics, size_t metric_count, const char *group);

enum tbr_outcome { TBR_SUCCESS = 1, TBR_FAILURE = 2, TBR_RUNNING = 3 };
TBR_API int tbr_hparams_end(struct tbr_writer *writer, enum tbr_outcome outcome);

/* ---- Meshes, embeddings ---------------------------------------------------- */

struct tbr_mesh {
	const float *vertices; /* x 3 */
	size_t vertex_count;
	const int32_t *faces;  /* x 3: numbers of vertices; NULL: points only */
	size_t face_count;
	const uint8_t *colors; /* vertex_count x 3: RGB; NULL: none */
	const char *config;    /* of the scene, as JSON for three.js; NULL: none */
};
TBR_API int tbr_mesh(struct tbr_writer *writer, const char *tag, int64_t step, const struct tbr_mesh *mesh);

struct tbr_embedding {
	const float *vectors;      /* rows x columns */
	size_t rows, columns;
	const char *const *labels; /* rows x label_columns; NULL: none. Tabs and line ends become spaces. */
	size_t label_columns;
	const char *const *header; /* label_columns names; needed for more than one column, else NULL */
	struct tbr_bytes sprite;   /* PNG with a small picture for each row; size 0: none */
	unsigned sprite_width, sprite_height; /* of each */
};
/*
 * Not in the event file: DIRECTORY/STEP/TAG/tensors.tsv beside it (metadata.tsv,
 * sprite.png) and an entry of DIRECTORY/projector_config.pbtxt, written before
 * this returns.
 */
TBR_API int tbr_embedding(struct tbr_writer *writer, const char *tag, int64_t step,
                          const struct tbr_embedding *embedding);

/* ---- Layouts of charts ----------------------------------------------------- */

struct tbr_chart {
	const char *title;
	const char *const *tags; /* regular expressions, one line each; of a margin chart tag names by threes: */
	size_t tag_count;        /* value, lower, upper */
	bool margin;
};
struct tbr_category {
	const char *title;
	const struct tbr_chart *charts;
	size_t chart_count;
	bool closed;
};
/* Custom Scalars; for all runs of the LOGDIR, from whichever wrote one. */
TBR_API int tbr_layout(struct tbr_writer *writer, const struct tbr_category *categories, size_t count);

/* ---- Graphs ---------------------------------------------------------------- */

/* A GraphDef as TensorFlow serialises it. */
TBR_API int tbr_graph(struct tbr_writer *writer, struct tbr_bytes graph_def);

enum tbr_attribute_type { TBR_ATTRIBUTE_TEXT, TBR_ATTRIBUTE_INTEGER, TBR_ATTRIBUTE_NUMBER, TBR_ATTRIBUTE_BOOL };
struct tbr_attribute {
	const char *name;
	enum tbr_attribute_type type;
	const char *text;
	int64_t integer; /* of a bool: 0 or not */
	double number;   /* kept as float */
};
struct tbr_node {
	const char *name;          /* "scope/name" */
	const char *op;            /* "MatMul" */
	const char *device;        /* NULL: not said */
	const char *const *inputs; /* names of nodes; "name:1" is another output, "^name" a control input */
	size_t input_count;
	const int64_t *shape;      /* of the output; -1: unknown size. NULL: not said */
	size_t rank;
	const struct tbr_attribute *attributes;
	size_t attribute_count;
};
TBR_API int tbr_graph_nodes(struct tbr_writer *writer, const struct tbr_node *nodes, size_t count);

/* ---- Spans: what ran when --------------------------------------------------- */

/*
 * From tbr_trace_on to tbr_trace_export or tbr_trace_off the spans of all
 * threads are kept, at most `most` a thread (0: a million; each takes 32
 * bytes), further ones are counted. At most 16,384 are open in a thread at a
 * time, deeper ones are counted too. Returns -EALREADY when on.
 */
TBR_API int tbr_trace_on(size_t most);
TBR_API void tbr_trace_off(void); /* and forgets them */

/*
 * Spans of a thread nest. While tracing is off these cost a load and a branch.
 * A name is borrowed until the export: a literal, or what tbr_name returns.
 */
TBR_API void tbr_span_begin(const char *name);
/* A training step: readers count and compare those. */
TBR_API void tbr_span_begin_step(const char *name, int64_t step);
TBR_API void tbr_span_end(void);
/* One copy of the name for the life of the process; NULL without memory. */
TBR_API const char *tbr_name(const char *name);
/* How the calling thread is called in traces (else NAME/ID as the system has them). Copied; give each its own. */
TBR_API void tbr_thread_name(const char *name);

/*
 * Ends tracing and writes the spans that have ended as a profile of the run
 * `directory`: plugins/profile/PROFILE/HOST.xplane.pb for TensorBoard and
 * tbtop, HOST.trace.json.gz for Chrome's viewer and Perfetto. `profile` NULL:
 * named by the time, with _1, _2 … when there is one of that name; one of a name
 * that is given is replaced. *lost (may be NULL): spans beyond `most`, and those whose
 * name is NULL or not UTF-8. -EINVAL when tracing is off, or nothing has ended.
 * After an error the spans are still there, for another try, until tracing
 * begins anew or tbr_trace_off.
 * No process that was forked traces on.
 */
TBR_API int tbr_trace_export(const char *directory, const char *profile, uint64_t *lost);

#define TBR_NO_STEP INT64_MIN
struct tbr_span {
	const char *process; /* "/host:CPU", "/device:GPU:0" …; NULL: the former */
	const char *thread;
	const char *name;
	int64_t begin, duration; /* nanoseconds; since 1970 */
	int64_t step;            /* TBR_NO_STEP: none */
};
/* The same files from spans of one's own, in any order. `host` NULL: this one's name. */
TBR_API int tbr_profile(const char *directory, const char *profile, const char *host, const struct tbr_span *spans,
                        size_t count);

#ifdef __cplusplus
}
#endif

#endif
