#include "model/places.h"

#include "model/tables.h"

static uint64_t rows_of(const struct strip *strip)
{
	return strip ? strip_whole(strip).count : 0;
}

uint64_t places_count(const struct store *store, uint32_t number)
{
	const struct series *series = &store->series[number];
	uint64_t count = 0;
	for (size_t s = 0; s < series_strip_count(series); s++)
		count += rows_of(series_strip(series, s));
	return count;
}

/* What is still to be passed over, and what was taken. */
struct taking {
	uint64_t skip;
	struct placed *out;
	size_t count, most;
};

static void take_link(struct taking *taking, const struct strip *strip, size_t index)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = strip_read(strip, index, rows, &type);
	for (size_t i = (size_t)taking->skip; i < count && taking->count < taking->most; i++)
		taking->out[taking->count++] =
			(struct placed){rows[i].step, rows[i].wall_time, number_value(type, rows[i].bits)};
	taking->skip = 0;
}

static void take_strip(struct taking *taking, const struct strip *strip)
{
	uint64_t rows = rows_of(strip);
	if (taking->skip >= rows) {
		taking->skip -= rows;
		return;
	}
	for (size_t i = 0; i < strip->count && taking->count < taking->most; i++) {
		uint64_t own = strip_node(strip, 0, i).count;
		if (taking->skip >= own)
			taking->skip -= own;
		else
			take_link(taking, strip, i);
	}
}

size_t places_read(const struct store *store, uint32_t number, uint64_t from, struct placed *out, size_t count)
{
	const struct series *series = &store->series[number];
	struct taking taking = {.skip = from, .out = out, .most = count};
	for (size_t s = 0; s < series_strip_count(series) && taking.count < count; s++)
		take_strip(&taking, series_strip(series, s));
	return taking.count;
}

static size_t find_in_link(const struct strip *strip, size_t index, int64_t step, double wall, size_t *count)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	*count = strip_read(strip, index, rows, &type);
	size_t i = 0;
	while (i < *count && !(rows[i].step == step && rows[i].wall_time == wall))
		i++;
	return i;
}

uint64_t places_find(const struct store *store, uint32_t number, int64_t step, double wall)
{
	const struct series *series = &store->series[number];
	uint64_t place = 0;
	for (size_t s = 0; s < series_strip_count(series); s++) {
		const struct strip *strip = series_strip(series, s);
		for (size_t i = 0; strip && i < strip->count; i++) {
			struct chunk_summary node = strip_node(strip, 0, i);
			size_t count = node.count, at = count;
			if (node.count && node.min_step <= step && step <= node.max_step)
				at = find_in_link(strip, i, step, wall, &count);
			if (at < count)
				return place + at;
			place += count;
		}
	}
	return place;
}
