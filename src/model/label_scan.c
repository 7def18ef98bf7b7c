#include "model/label_scan.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/names.h"
#include "model/pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE_NS UINT64_C(25000000)

enum { LOOK_AT_ONCE = 64 }; /* rows, between two looks at the clock */

/* All rows, read for one purpose: it has a pattern, or a column. */
struct reading {
	struct projection *projection; /* held */
	size_t column;
	struct pattern pattern;
	/* The worker's while busy; rows that were seen stay as they are. */
	size_t next;
	bool done;
	struct names names;
	struct classes *classes;
	uint32_t *matches;
	size_t match_count;
	/* The loop thread's */
	size_t seen;   /* matches */
	bool complete;
};

enum purpose { CLASSES, MATCHES, PURPOSES };

struct label_scan {
	struct reading *wanted[PURPOSES]; /* NULL: nothing */
	struct reading *busy;             /* what the worker reads: one of these, or what was wanted before */
};

struct classes *classes_hold(const struct classes *classes)
{
	struct classes *held = (struct classes *)classes;
	if (held)
		held->holds++;
	return held;
}

void classes_free(struct classes *classes)
{
	if (classes && classes->holds-- == 0)
		free(classes);
}

static void reading_free(struct reading *reading)
{
	if (!reading)
		return;
	projection_free(reading->projection);
	pattern_fini(&reading->pattern);
	names_fini(&reading->names);
	classes_free(reading->classes);
	free(reading->matches);
	free(reading);
}

struct label_scan *label_scan_new(void)
{
	return xcalloc(1, sizeof(struct label_scan));
}

void label_scan_free(struct label_scan *scan)
{
	for (int i = 0; scan && i < PURPOSES; i++)
		reading_free(scan->wanted[i]);
	free(scan);
}

/* ---- What is wanted -------------------------------------------------------------------------- */

static const struct reading *find_classes(const struct label_scan *scan, const struct projection *projection, size_t column)
{
	const struct reading *reading = scan->wanted[CLASSES];
	return reading && reading->projection == projection && reading->column == column ? reading : NULL;
}

static const struct reading *find_matches(const struct label_scan *scan, const struct projection *projection,
                                          const char *needle)
{
	const struct reading *reading = scan->wanted[MATCHES];
	return reading && reading->projection == projection && !strcmp(reading->pattern.text, needle) ? reading : NULL;
}

/* What the worker is at lives until that is back. Returns the new one; NULL: nothing is wanted. */
static struct reading *replace(struct label_scan *scan, enum purpose purpose, const struct projection *projection)
{
	if (scan->wanted[purpose] != scan->busy)
		reading_free(scan->wanted[purpose]);
	struct reading *reading = scan->wanted[purpose] = projection ? xcalloc(1, sizeof *reading) : NULL;
	if (reading)
		reading->projection = projection_hold(projection);
	return reading;
}

void label_scan_want(struct label_scan *scan, const struct projection *projection, size_t column, const char *needle)
{
	const struct projection *by_column = projection && column < projection->labels.columns ? projection : NULL;
	const struct projection *by_needle = *needle ? projection : NULL;
	struct reading *reading;
	if (!by_column || !find_classes(scan, by_column, column)) {
		reading = replace(scan, CLASSES, by_column);
		if (reading) {
			reading->column = column;
			names_init(&reading->names);
		}
	}
	if (!by_needle || !find_matches(scan, by_needle, needle)) {
		reading = replace(scan, MATCHES, by_needle);
		if (reading)
			pattern_set(&reading->pattern, needle);
	}
}

const struct classes *label_scan_classes(const struct label_scan *scan, const struct projection *projection,
                                         size_t column)
{
	const struct reading *reading = find_classes(scan, projection, column);
	return reading && reading->complete ? reading->classes : NULL;
}

struct label_matches label_scan_matches(const struct label_scan *scan, const struct projection *projection,
                                        const char *needle)
{
	const struct reading *reading = find_matches(scan, projection, needle);
	if (!reading || !(reading->seen || reading->complete))
		return (struct label_matches){0};
	return (struct label_matches){reading->matches, reading->seen, reading->complete};
}

/* ---- Reading them ----------------------------------------------------------------------------- */

/* False: there are too many classes. */
static bool read_class(struct reading *reading, size_t row)
{
	struct classes *classes = reading->classes;
	struct slice name = labels_at(&reading->projection->labels, row, reading->column);
	uint32_t class = names_intern(&reading->names, name);
	if (class >= CLASSES_MOST)
		return false;
	if (class == classes->count)
		classes->names[classes->count++] = name;
	classes->of[row] = (uint8_t)class;
	return true;
}

/* By its number where there are no labels. */
static bool matches(const struct reading *reading, size_t row)
{
	const struct labels *labels = &reading->projection->labels;
	char number[32];
	int length = snprintf(number, sizeof number, "%zu", row);
	if (row >= labels->count)
		return pattern_matches(&reading->pattern, slice_make(number, (size_t)length));
	for (size_t i = 0; i < labels->columns; i++)
		if (pattern_matches(&reading->pattern, labels_at(labels, row, i)))
			return true;
	return false;
}

/* False: that is all there will be. */
static bool read_row(struct reading *reading, size_t row)
{
	if (!reading->pattern.text)
		return read_class(reading, row);
	if (matches(reading, row))
		reading->matches[reading->match_count++] = (uint32_t)row;
	return true;
}

static bool begin(struct reading *reading, size_t rows)
{
	if (reading->pattern.text)
		return (reading->matches = data_alloc(rows, sizeof *reading->matches)) != NULL;
	reading->classes = data_alloc(sizeof *reading->classes + rows, 1);
	if (reading->classes)
		*reading->classes = (struct classes){0};
	return reading->classes != NULL;
}

static void give_up(struct reading *reading)
{
	classes_free(reading->classes);
	reading->classes = NULL;
	reading->done = true;
}

static void read_on(struct reading *reading, uint64_t deadline)
{
	size_t rows = reading->projection->vectors.rows;
	bool good = reading->next > 0 || begin(reading, rows);
	while (good && reading->next < rows) {
		good = read_row(reading, reading->next++);
		if (reading->next % LOOK_AT_ONCE == 0 && clock_mono() >= deadline)
			break;
	}
	reading->done = reading->next == rows;
	if (!good)
		give_up(reading);
}

bool label_scan_take(void *context)
{
	struct label_scan *scan = context;
	for (int i = 0; i < PURPOSES && !scan->busy; i++)
		if (scan->wanted[i] && !scan->wanted[i]->complete) {
			scan->busy = scan->wanted[i];
			return true;
		}
	return false;
}

void label_scan_work(void *context)
{
	struct label_scan *scan = context;
	read_on(scan->busy, clock_mono() + PIECE_NS);
}

void label_scan_put(void *context)
{
	struct label_scan *scan = context;
	struct reading *busy = scan->busy;
	scan->busy = NULL;
	busy->seen = busy->match_count;
	busy->complete = busy->done;
	if (busy != scan->wanted[CLASSES] && busy != scan->wanted[MATCHES])
		reading_free(busy);
}
