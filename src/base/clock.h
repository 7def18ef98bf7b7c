/* Time. Wall time is seconds since 1970 as in an event file; monotonic time is nanoseconds. */
#ifndef TBTOP_BASE_CLOCK_H
#define TBTOP_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_SECOND UINT64_C(1000000000) /* of the monotonic clock */

double clock_wall(void);
uint64_t clock_mono(void);

#endif
