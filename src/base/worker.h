/*
 * A thread that reads what somebody else wrote. A file made to get hold of
 * it shall find little to do there: no program can be started, no connection
 * opened, no other process be looked into. The kernel sees to that by a
 * filter of system calls (seccomp(2)), which a thread never gets rid of and
 * hands to those that it starts. What is refused fails with EPERM.
 *
 * It holds beside the checks of the parsers, not in place of them: threads of
 * one process share their memory.
 */
#ifndef TBTOP_BASE_WORKER_H
#define TBTOP_BASE_WORKER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * To be called by such a thread before it reads, as often as one likes: gives
 * it the filter, and a stack for the handler of a crash by an overflow of its
 * own. Where there is no such filter it goes on without.
 */
void worker_begin(void);

/*
 * The same for what a person waits for, as the picture of a step: from then on it does not give way, however much it
 * reads. One that gave way before stays behind the others: there is no way back up.
 */
void worker_begin_awaited(void);

/*
 * For one that has much to do: it gives way to other threads from then on. With more of them than cores a key would
 * wait for gigabytes that are read. What is appended to a file is little, and wanted at once, also beside other programs.
 */
void worker_give_way(void);

/*
 * What such a thread says of bytes that it is about to go through, or of work that takes as long: after enough of them
 * it lets others run, after a lot within a second it gives way for good. The kernel shares a core out among sessions by turns, and a
 * session that used up its own waits for all others', with a key for its loop in hand, too. Costs nothing where nobody
 * waits, and no time in all where many do. Other threads go on.
 */
void worker_take_turns(size_t bytes);

/*
 * For how many milliseconds the calling thread, which gave way, still does so with reason. 0: it did little since, so
 * another one should take its place, or what is wanted at once waits behind all other programs. < 0: it never gave way.
 */
int worker_rest(void);

/* The filter for the calling thread, and all that it starts. Whether it holds. */
bool worker_confine(void);

/* Why the calling thread has no filter, in a few words; NULL when it has. */
const char *worker_unconfined(void);

#endif
