/* What is known of the process that writes an event file. */
#ifndef TBTOP_DATA_PROCESS_H
#define TBTOP_DATA_PROCESS_H

#include <stdint.h>

enum process_found {
	PROCESS_UNKNOWN, /* another host, no number in the name, or not ours to see */
	PROCESS_ALIVE,
	PROCESS_ENDED,   /* no process of that number, or one that began after its newest record */
};

struct process {
	enum process_found found;
	char state;       /* as in /proc: R, S, D, T, Z …; '?' where it can't be seen */
	uint32_t threads; /* 0 where it can't be seen */
	double newest;    /* wall time of the newest record that was known then: who has ended did not write newer ones */
};

#endif
