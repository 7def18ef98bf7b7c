#include "model/store.h"

#include "base/alloc.h"
#include "model/tables.h"

#include <math.h>
#include <string.h>

/* The run of that name, or the nearest directory above it that is one. */
static uint32_t run_above(const struct store *store, struct slice directory)
{
	while (directory.length) {
		uint32_t run = store_run_find(store, directory);
		if (run != STORE_NONE)
			return run;
		while (directory.length && directory.data[directory.length - 1] != '/')
			directory.length--;
		directory.length -= directory.length > 0;
	}
	return store_run_find(store, slice_of("."));
}

/* The first that is not before it. */
static size_t place_of(const struct run *run, double wall)
{
	size_t low = 0, high = run->saved_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (run->saved[middle] < wall)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* In its place; false when it is there already, too old, or there is no memory. */
static bool insert(struct run *run, double wall)
{
	size_t place = place_of(run, wall);
	if (place < run->saved_count && run->saved[place] == wall)
		return false;
	if (run->saved_count == STORE_SAVED) {
		if (!place)
			return false;
		memmove(run->saved, run->saved + 1, --run->saved_count * sizeof *run->saved);
		place--;
	}
	if (!array_reserve(&run->saved, &run->saved_capacity, run->saved_count + 1))
		return false;
	memmove(run->saved + place + 1, run->saved + place, (run->saved_count - place) * sizeof *run->saved);
	run->saved[place] = wall;
	run->saved_count++;
	return true;
}

bool store_note_saved(struct store *store, struct slice directory, double wall)
{
	uint32_t number = run_above(store, directory);
	if (number != STORE_NONE && isfinite(wall))
		store->generation += insert(&store->runs[number], wall);
	return number != STORE_NONE;
}

size_t store_saved(const struct store *store, uint32_t run, const double **walls)
{
	*walls = store->runs[run].saved;
	return store->runs[run].saved_count;
}
