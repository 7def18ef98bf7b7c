/*
 * Rows that are packed into a chunk come back to the last bit, all of them, one
 * by one and in part, and their summary is that of a plain loop. The first bytes
 * tell how steps, wall times and values go on; the rest is what each is beside that.
 */
#include "data/chunk.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/data/plain.h"

/* A column: a line, and so many bits beside it. */
struct course {
	uint64_t base, slope;
	uint8_t bits, shift;
};

static struct course take_course(struct take *take)
{
	struct course course;
	take_into(take, &course.base, sizeof course.base);
	take_into(take, &course.slope, sizeof course.slope);
	course.bits = take_byte(take) % 65;
	course.shift = take_byte(take) % 64;
	return course;
}

static uint64_t take_pattern(struct take *take, const struct course *course, size_t i)
{
	uint64_t beside = 0;
	take_into(take, &beside, (course->bits + 7u) / 8);
	return course->base + course->slope * i + (beside << course->shift);
}

static size_t take_rows(struct take *take, enum number_type type, struct row *rows)
{
	size_t count = 1 + take_short(take) % CHUNK_ROWS;
	struct course steps = take_course(take), walls = take_course(take), values = take_course(take);
	for (size_t i = 0; i < count; i++) {
		uint64_t wall = take_pattern(take, &walls, i), bits = take_pattern(take, &values, i);
		rows[i].step = (int64_t)take_pattern(take, &steps, i);
		memcpy(&rows[i].wall_time, &wall, sizeof wall);
		rows[i].bits = type == NUMBER_F32 ? bits & UINT32_MAX : bits;
	}
	return count;
}

static void compare_row(const struct row *a, const struct row *b)
{
	if (a->step != b->step || memcmp(&a->wall_time, &b->wall_time, sizeof a->wall_time) || a->bits != b->bits)
		object("a row comes back to the last bit");
}

static void check_part(const struct chunk *chunk, const struct row *rows, size_t from, size_t to, enum number_type type)
{
	double values[CHUNK_ROWS];
	chunk_values(chunk, from, to, values);
	for (size_t i = from; i < to; i++)
		if (!same(values[i - from], number_value(type, rows[i].bits)))
			object("values alone are those of the rows");
	struct chunk_summary part = chunk_summarise_values(values, to - from), plain = one_by_one(rows + from, to - from, type);
	if (part.count != plain.count || part.nan != plain.nan || part.infinite != plain.infinite || part.below != plain.below ||
	    !same(part.first, plain.first) || !same(part.last, plain.last) || !same(part.min, plain.min) ||
	    !same(part.max, plain.max) || !same(part.min_positive, plain.min_positive))
		object("a summary of values is that of a plain loop");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct row rows[CHUNK_ROWS], out[CHUNK_ROWS];
	struct take take = {bytes, length};
	enum number_type type = take_byte(&take) % 4;
	uint16_t from = take_short(&take), to = take_short(&take);
	size_t count = take_rows(&take, type, rows);
	struct slab *slab = NULL;
	struct chunk *chunk = from & 1 ? chunk_seal(rows, count, type) : chunk_seal_in(&slab, rows, count, type);
	if (!chunk)
		abort();
	if (chunk_read(chunk, out) != count || chunk_type(chunk) != type)
		object("all rows come back");
	for (size_t i = 0; i < count; i++) {
		struct row one = chunk_row(chunk, i);
		compare_row(&rows[i], &out[i]);
		compare_row(&rows[i], &one);
		if (chunk_step(chunk, i) != rows[i].step)
			object("a step alone is the row's");
	}
	struct chunk_summary plain = one_by_one(rows, count, type);
	if (!same_summary(chunk_summary(chunk), &plain))
		object("the summary is that of a plain loop");
	check_part(chunk, rows, from % count, from % count + to % (count - from % count + 1), type);
	chunk_unref(chunk);
	slab_unref(slab);
	return 0;
}
