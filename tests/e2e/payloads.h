/* Event files with points that are no numbers, for scripts: the recorder writes scalars alone. */
#ifndef TBTOP_TESTS_E2E_PAYLOADS_H
#define TBTOP_TESTS_E2E_PAYLOADS_H

#include <stdbool.h>

/*
 * A new event file in `directory` with `count` steps 0, 10, 20 … of a tag: what is "histograms", "images", or
 * "damaged" (images whose PNG is cut off). False when it can't be written.
 */
bool payloads_write(const char *directory, const char *what, const char *tag, int count);

#endif
