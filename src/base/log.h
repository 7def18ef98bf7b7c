/*
 * Our own diagnostics (--log FILE): one line an entry, with monotonic seconds.
 * Silent until log_open. Any thread. Never a substitute for telling the user.
 */
#ifndef TBTOP_BASE_LOG_H
#define TBTOP_BASE_LOG_H

#include "base/status.h"

enum status log_open(const char *path);
void log_close(void);
/* Text from files must have gone through text_clean. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
