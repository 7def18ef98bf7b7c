/*
 * Numbers as text. None depends on the locale. Each writes a NUL-terminated
 * text into `out` (NUMBER_SIZE bytes are always enough) and returns its length.
 */
#ifndef TBTOP_BASE_NUMBER_H
#define TBTOP_BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define NUMBER_SIZE 40

/*
 * The shortest decimal that reads back to the same value: of a 4-byte float as
 * a float (0.1), of a double as a double. Non-finite: NaN, Infinity, -Infinity.
 */
size_t number_shortest_float(char *out, float value);
size_t number_shortest_double(char *out, double value);

/*
 * For people, in few columns. `digits` significant digits, SI suffix (k M G T,
 * and m µ n below 0.001 as exponents instead: 3e-4), no trailing zeros:
 * 0, 0.1234, 2.31, 412k, 1.2M, 3e-4, NaN, inf, -inf.
 */
size_t number_short(char *out, double value, int digits);
/* A difference, likewise: +0.12, -3e-4, 0. */
size_t number_change(char *out, double value, int digits);
/* A count with SI suffix and at most 4 characters before it: 999, 1.2k, 412k, 9.1M. */
size_t number_count(char *out, int64_t value);
/* All its digits: -184200. */
size_t number_whole(char *out, int64_t value);
/* Grouped by thin blanks for reading: 184 200. */
size_t number_grouped(char *out, int64_t value);
/* Bytes: 88 B, 1.2 KiB, 38 MiB. */
size_t number_bytes(char *out, uint64_t bytes);
/* A duration in at most 6 columns: 12ms, 1.9s, 44s, 9m, 5h02, 3d4h. */
size_t number_duration(char *out, double seconds);
/* With `digits` more behind the point, of less than 10 minutes in seconds: in at most 6 + digits columns. */
size_t number_duration_fine(char *out, double seconds, int digits);
/* An age in steps that change rarely, in at most 5 columns: <1s, 5s, 10s, 1m, 2m, 9m, 1h, 3d, from 1,000 d 2y. */
size_t number_age(char *out, double seconds);

#endif
