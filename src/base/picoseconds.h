/*
 * Stretches of time in picoseconds, the finest that profilers tell. 64 bits
 * of them are 106 days, which is less than a clock since 1970 shows, so there
 * are 128. Pure.
 */
#ifndef TBTOP_BASE_PICOSECONDS_H
#define TBTOP_BASE_PICOSECONDS_H

#include "base/str.h"

#include <stdint.h>

__extension__ typedef __int128 picoseconds;

#define PICOSECONDS_A_NANOSECOND 1000
/* No clock of ours goes beyond: 126 years before or after its zero, so that sums of two fit. */
#define PICOSECONDS_MOST ((picoseconds)4000000000000000000 * PICOSECONDS_A_NANOSECOND)

/*
 * A JSON number of microseconds as the decimal that it is, rounded to the
 * nearest picosecond, a half up. False for what is no number, or beyond
 * PICOSECONDS_MOST.
 */
bool picoseconds_of_micros(struct slice number, picoseconds *out);

/* All digits. */
void picoseconds_append(struct str *out, picoseconds time);
/* For people, four digits and a unit: 0, 12 ps, 1.234 µs, 56.78 ms, 123.4 s, 2345 s. */
void picoseconds_short(struct str *out, picoseconds time);

#endif
