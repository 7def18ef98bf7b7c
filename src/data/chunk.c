#include "data/chunk.h"

#include "base/alloc.h"
#include "data/packed.h"
#include "data/row_columns.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct chunk {
	atomic_uint references;
	uint32_t type;
	struct slab *slab; /* it lies in; NULL: on its own */
	uint32_t word_count; /* one more than is used: reading a row looks at two words */
	struct packed columns[COLUMN_COUNT];
	struct chunk_summary summary;
	uint64_t words[];
};

/* ---- Slabs ----------------------------------------------------------------- */

/* Chunks side by side. Each has a reference, and who fills it. */
struct slab {
	atomic_uint references;
	uint32_t number;   /* of those before it; this and the next two are for who fills it */
	size_t used, room; /* of the bytes */
	_Alignas(struct chunk) unsigned char bytes[];
};

/*
 * The first ones are of small pages, so that what no chunk came to takes no
 * memory. Then those are dwarfed by what is full, and a huge page is quicker to have.
 */
#define SMALL_SLABS 4
#define SMALL_SLAB ((size_t)1 << 20)
#define HUGE_SLAB ((size_t)2 << 20)
#define SLAB_OVERHEAD (sizeof(struct slab) + 64) /* the allocator's own bytes should fit, too */

void slab_unref(struct slab *slab)
{
	if (slab && atomic_fetch_sub_explicit(&slab->references, 1, memory_order_acq_rel) == 1)
		free(slab);
}

/* NULL when out of memory. */
static struct slab *slab_new(uint32_t number)
{
	size_t size = number < SMALL_SLABS ? SMALL_SLAB : HUGE_SLAB;
	struct slab *slab = data_alloc_whole(size);
	if (!slab)
		return NULL;
	slab->number = number;
	slab->used = 0;
	slab->room = size - SLAB_OVERHEAD;
	atomic_init(&slab->references, 1);
	return slab;
}

/* Room for a chunk, of which a slab takes hundreds. NULL when out of memory. */
static struct chunk *slab_take(struct slab **slab, size_t size)
{
	if (!*slab || size > (*slab)->room - (*slab)->used) {
		struct slab *fresh = slab_new(*slab ? (*slab)->number + 1 : 0);
		if (!fresh)
			return NULL;
		slab_unref(*slab);
		*slab = fresh;
	}
	struct chunk *chunk = (struct chunk *)((*slab)->bytes + (*slab)->used);
	(*slab)->used += size;
	atomic_fetch_add_explicit(&(*slab)->references, 1, memory_order_relaxed);
	return chunk;
}

/* ---- Chunks ---------------------------------------------------------------- */

/* Where the packed columns lie; the number of words that they take. */
static size_t plan_columns(struct packed *packed, const struct row_columns *columns, size_t count)
{
	size_t words = 0;
	for (int c = 0; c < COLUMN_COUNT; c++) {
		packed[c] = packed_plan(columns->patterns[c], count);
		packed[c].at = (uint32_t)words;
		words += packed_words(&packed[c], count);
	}
	return words + 1;
}

struct chunk *chunk_seal_in(struct slab **slab, const struct row *rows, size_t count, enum number_type type)
{
	assert(count > 0 && count <= CHUNK_ROWS);
	struct row_columns columns;
	struct packed packed[COLUMN_COUNT];
	row_columns_of(&columns, rows, count);
	size_t words = plan_columns(packed, &columns, count);
	size_t size = sizeof(struct chunk) + words * sizeof(uint64_t);
	struct chunk *chunk = slab ? slab_take(slab, size) : data_alloc(1, size);
	if (!chunk)
		return NULL;
	atomic_init(&chunk->references, 1);
	chunk->type = (uint32_t)type;
	chunk->slab = slab ? *slab : NULL;
	chunk->word_count = (uint32_t)words;
	chunk->summary = row_columns_summarise(&columns, count, type);
	memcpy(chunk->columns, packed, sizeof packed);
	chunk->words[words - 1] = 0;
	for (int c = 0; c < COLUMN_COUNT; c++)
		packed_write(&packed[c], columns.patterns[c], count, chunk->words);
	return chunk;
}

struct chunk *chunk_seal(const struct row *rows, size_t count, enum number_type type)
{
	return chunk_seal_in(NULL, rows, count, type);
}

struct chunk *chunk_ref(struct chunk *chunk)
{
	atomic_fetch_add_explicit(&chunk->references, 1, memory_order_relaxed);
	return chunk;
}

void chunk_unref(struct chunk *chunk)
{
	if (!chunk || atomic_fetch_sub_explicit(&chunk->references, 1, memory_order_acq_rel) != 1)
		return;
	if (chunk->slab)
		slab_unref(chunk->slab);
	else
		free(chunk);
}

const struct chunk_summary *chunk_summary(const struct chunk *chunk)
{
	return &chunk->summary;
}

enum number_type chunk_type(const struct chunk *chunk)
{
	return (enum number_type)chunk->type;
}

size_t chunk_size(const struct chunk *chunk)
{
	return sizeof *chunk + chunk->word_count * sizeof *chunk->words;
}

size_t chunk_read(const struct chunk *chunk, struct row *out)
{
	uint64_t patterns[COLUMN_COUNT][CHUNK_ROWS];
	size_t count = chunk->summary.count;
	for (int c = 0; c < COLUMN_COUNT; c++)
		packed_read(&chunk->columns[c], chunk->words, 0, count, patterns[c]);
	for (size_t i = 0; i < count; i++)
		out[i] = row_of_patterns(patterns[COLUMN_STEP][i], patterns[COLUMN_WALL][i], patterns[COLUMN_VALUE][i]);
	return count;
}

static uint64_t column_at(const struct chunk *chunk, int which, size_t index)
{
	return packed_at(&chunk->columns[which], chunk->words, index);
}

struct row chunk_row(const struct chunk *chunk, size_t index)
{
	assert(index < chunk->summary.count);
	return row_of_patterns(column_at(chunk, COLUMN_STEP, index), column_at(chunk, COLUMN_WALL, index),
	                   column_at(chunk, COLUMN_VALUE, index));
}

int64_t chunk_step(const struct chunk *chunk, size_t index)
{
	assert(index < chunk->summary.count);
	return (int64_t)column_at(chunk, COLUMN_STEP, index);
}

void chunk_values(const struct chunk *chunk, size_t from, size_t to, double *out)
{
	uint64_t patterns[CHUNK_ROWS];
	assert(from <= to && to <= chunk->summary.count);
	packed_read(&chunk->columns[COLUMN_VALUE], chunk->words, from, to - from, patterns);
	number_values(chunk_type(chunk), patterns, to - from, out);
}
