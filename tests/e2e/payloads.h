/* Event files with points that are no numbers, for scripts: the recorder writes scalars alone. */
#ifndef TBTOP_TESTS_E2E_PAYLOADS_H
#define TBTOP_TESTS_E2E_PAYLOADS_H

#include <stdbool.h>

/*
 * Each appends to a file of its kind in the run's directory, which is made where there is none; false when it
 * can't be written. This one `count` steps 0, 10, 20 … of a tag: what is "histograms",
 * "images", "samples" (three images a step), or "damaged" (images whose PNG is cut off).
 */
bool payloads_write(const char *directory, const char *what, const char *tag, int count);
/* A string of a plugin: "text", or any other. */
bool payloads_text(const char *directory, const char *plugin, const char *tag, long step, const char *text);
/* So many clips of a tenth of a second. */
bool payloads_clips(const char *directory, const char *tag, long step, int count);

#endif
