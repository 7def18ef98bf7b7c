/* How fresh and complete the store is: plain data from feed to the screen. */
#ifndef TBTOP_DATA_PROGRESS_H
#define TBTOP_DATA_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum watch_mode { WATCH_AUTO, WATCH_POLL, WATCH_OFF };

struct progress {
	bool scanning;         /* the first scan has not ended */
	bool loading;          /* some file has unread bytes that were there at the last look */
	bool waiting;          /* a logdir does not exist (yet), or gives no answer */
	bool no_answer;        /* that is why: its file system hangs, or is slow */
	const char *waiting_for; /* its path, the first one's; not cleaned; borrowed from the feed; NULL without */
	uint32_t logdirs;
	enum watch_mode mode;  /* as it is now: POLL when events do not arrive */
	bool events_lost;      /* watches exhausted: polling instead */
	double interval;       /* between looks at everything, seconds; the longest, */
	double slow_look;      /* because the last took so many; 0 where it is as asked for */
	uint32_t directories, directories_watched;
	uint64_t other_files;  /* files that are no event files */
	uint64_t bytes_done, bytes_total;
	double since;          /* wall time when the loading began */
};

#endif
