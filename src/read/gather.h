/*
 * Sorts what events bring into the series of a batch: rows are collected per
 * tag and sealed into chunks, all else becomes items. Its tags, and whether a
 * tag's first metadata has been seen, live as long as the gather: one range of
 * a file. What it holds for a batch costs nothing for tags that the batch does
 * not touch. One thread at a time.
 *
 * STATUS_NO_MEMORY from anything here: what was asked for is missing, the rest
 * is as it was.
 */
#ifndef TBTOP_READ_GATHER_H
#define TBTOP_READ_GATHER_H

#include "base/names.h"
#include "base/status.h"
#include "data/batch.h"
#include "read/value.h"

/*
 * Of one file: a hostile one must not take the machine down. Above them a
 * value is left out (`over_limit`). Real runs have up to 20,000 tags and some
 * megabytes of metadata, nearly all in a single tag.
 */
#define GATHER_MOST_TAGS 100000
#define GATHER_MOST_TEXT ((size_t)256 << 20) /* bytes of tags and metadata */

struct gather_tag {
	struct row *rows; /* not sealed yet; all of one type and one epoch */
	uint32_t row_count, row_capacity;
	uint32_t row_epoch;
	uint64_t open;       /* the gather's `stamp`: more floats may go where the last one went */
	uint32_t sealed_rows; /* in the batch of `generation` */
	enum number_type row_type;
	uint32_t series;     /* in the batch of `generation` */
	uint64_t generation; /* 0: none yet */
	uint64_t rewound_by; /* the event of its last rewind; 0: none */
	uint32_t successor;  /* the tag that came after it the last time */
	bool has_metadata, is_scalar;
	bool has_value, takes_clips;
	kind_set nothing_fits;
	struct template *template; /* of its records that are a row of floats; NULL: none */
};

struct gather {
	struct names names;    /* tags, by number */
	struct gather_tag *tags;
	size_t tag_capacity;
	uint32_t *touched;     /* series of the batch -> tag */
	size_t touched_count, touched_capacity;
	struct slab *slab;     /* of full chunks; NULL while there are few */
	struct slab **lent;    /* in place of it, by a thread that reads file after file; NULL: nothing is */
	size_t full_chunks;    /* so far */
	struct batch *batch;   /* borrowed: what is gathered into now */
	uint64_t generation;   /* of the batch */
	uint64_t stamp;        /* another one for each epoch of each batch; not 0 */
	uint32_t last_tag;     /* NAMES_NONE before the first */
	uint64_t last_rewind;  /* the event of the batch's last MARK_REWIND; 0: none */
	size_t text;           /* bytes of tags and metadata that were taken */
	size_t text_before;    /* of these, by files before: as their tags, they don't count */
	uint32_t tags_before;
	bool over_limit;       /* what was asked for is missing for the limits' sake, not for want of memory */
};

void gather_init(struct gather *gather);
void gather_fini(struct gather *gather);
/*
 * From now on it gathers another file, and nothing that was said of the tags of the one before counts. What has no
 * meaning may stay where it is not much: memory, names, and what records of a tag look like, since runs of a sweep are alike.
 */
void gather_another(struct gather *gather);
/*
 * Lends it, until that is undone (NULL) or it ends, a slab that chunks of one gather after the other go into. They are in
 * no memory of their own then. For who reads file after file: the gather holds on to its rows from batch to batch, too.
 */
void gather_lend(struct gather *gather, struct slab **slab);
/*
 * An initialised gather gets what another one knows by now of the file's tags, none of its rows: for a range that
 * lies further on. False when out of memory: some of it is missing. Many threads may take from one that rests.
 */
bool gather_learn(struct gather *gather, const struct gather *from);

/*
 * What comes from now on goes into `batch`, until gather_flush. Rows that the
 * flush of the batch before had no memory for go along.
 */
void gather_into(struct gather *gather, struct batch *batch);

/*
 * The number of a tag, or NAMES_NONE when out of memory. Tags that are the same
 * once mended to UTF-8 are one. Quick for a tag that follows the last one as it did before.
 */
uint32_t gather_tag(struct gather *gather, struct slice tag);
/* The batch gets a series of the tag, be there something in it or not. */
enum status gather_touch(struct gather *gather, uint32_t tag);
/* True when the tag's first metadata was seen and is that of scalars. */
bool gather_is_scalar(const struct gather *gather, uint32_t tag);

/* Takes note of it only when it is the tag's first. */
enum status gather_metadata(struct gather *gather, uint32_t tag, const struct value_metadata *metadata);
/* As gather_metadata, for each value of a summary and before its point. `metadata` is NULL when the value has none. */
enum status gather_value(struct gather *gather, uint32_t tag, const struct value_metadata *metadata);
/*
 * The kinds in whose tags a value that has no tensor is a point; none when it
 * is none at all. TensorBoard makes up a tensor for hparams, whose data are in
 * the metadata, and graphs where the very first value of the tag in the file is
 * such a one and has no data_class yet (dataclass_compat.py, _migrate_value).
 */
kind_set gather_nothing_fits(const struct gather *gather, uint32_t tag);
/* True when that first value is of audio, and has no data_class: of tables of strings the first column counts. */
bool gather_takes_clips(const struct gather *gather, uint32_t tag);
enum status gather_row(struct gather *gather, uint32_t tag, enum number_type type, const struct row *row);
enum status gather_item(struct gather *gather, uint32_t tag, const struct item *item);
/* Ends an epoch. */
enum status gather_mark(struct gather *gather, const struct mark *mark);
/* A MARK_REWIND for the tag; nothing when it has one of the same `event` (a number that each event has its own of). */
enum status gather_rewind(struct gather *gather, uint32_t tag, uint64_t event, int64_t step, double wall_time);

/* ---- The quickest way (read/repeat) ---- */

/* After a record that brought one point: should that be a row of floats, the next one like it is known by this one. */
void gather_expect(struct gather *gather, const uint8_t *payload, size_t length);
/* The tag that comes next if it follows the last one as it did before, and takes rows of floats; NAMES_NONE: another way. */
static inline uint32_t gather_expected(const struct gather *gather)
{
	uint32_t tag = gather->last_tag == NAMES_NONE ? NAMES_NONE : gather->tags[gather->last_tag].successor;
	return tag != NAMES_NONE && gather->tags[tag].open == gather->stamp ? tag : NAMES_NONE;
}
/* Makes room for another row of such a tag. False when out of memory. */
bool gather_make_room(struct gather *gather, uint32_t tag);

/* Seals the rows that are left and lets go of the batch. */
enum status gather_flush(struct gather *gather);

#endif
