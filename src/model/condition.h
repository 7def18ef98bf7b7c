/*
 * What `wait` waits for and alerts tell of: a condition on a run.
 *
 *   condition := all { "||" all }        all := one { "&&" one }
 *   one       := "(" condition ")" | STATE | "nan" | SUBJECT COMPARE NUMBER
 *   STATE     := live | late | stalled | done | gone
 *   COMPARE   := < | <= | > | >= | == | = | !=
 *   SUBJECT   := step | age | silent | rate | drift | TAG | "TAG"
 *
 * age: seconds since the newest record; silent: that in usual times between
 * news (vitals.usual: late is silent>3); rate: steps a second; drift: of the step time, 0.1 for a tenth
 * slower; TAG: its newest value (a NaN fulfils nothing but !=); a tag with one
 * of the other names, or with signs, is put in quotes. nan: the newest value of
 * some tag is none. NUMBER may end in k, M, G or %.
 */
#ifndef TBTOP_MODEL_CONDITION_H
#define TBTOP_MODEL_CONDITION_H

#include "base/str.h"
#include "model/steptime.h"

struct condition;

#define CONDITION_LENGTH 4096 /* bytes of text, at most */
#define CONDITION_TERMS 256

/* NULL when the text is none: then what is wrong is appended to `why`, one cleaned line. Freed by condition_free. */
struct condition *condition_parse(const char *text, struct str *why);
void condition_free(struct condition *condition); /* NULL is fine */

/*
 * Whether it holds for a run now. `steptime` is that run's; only asked for when
 * the condition has to do with time, so NULL is fine where condition_needs_steptime says no.
 */
bool condition_holds(const struct condition *condition, const struct store *store, uint32_t run,
                     const struct steptime *steptime, double now);
bool condition_needs_steptime(const struct condition *condition);
/* Whether it may come true by the passing of time alone, without a new record. */
bool condition_needs_time(const struct condition *condition);
/* Whether it speaks of an end: then all runs must be at theirs, and one that was over long ago fulfils nothing alone. */
bool condition_is_end(const struct condition *condition);

#endif
