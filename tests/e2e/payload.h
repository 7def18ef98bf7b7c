/* Texts and clips in event files, as a script asks for them. */
#ifndef TBTOP_E2E_PAYLOAD_H
#define TBTOP_E2E_PAYLOAD_H

#include <stdbool.h>

/* Appends a point to a file of its own in the run's directory; false when that can't be written. */
bool payload_text(const char *directory, const char *tag, long step, const char *text);
/* So many clips of a tenth of a second. */
bool payload_clips(const char *directory, const char *tag, long step, int count);

#endif
