/*
 * What `wait` waits for and alerts tell of: a condition on a run.
 *
 *   condition := all { "||" all }        all := one { "&&" one }
 *   one       := "(" condition ")" | STATE | "nan" | "nan" "(" TAG ")" | "run" "~" PATTERN | SUBJECT COMPARE NUMBER
 *   STATE     := live | late | stalled | done | gone
 *   COMPARE   := < | <= | > | >= | == | = | !=
 *   SUBJECT   := step | age | silent | rate | drift | plateau "(" TAG ")" | TAG
 *   TAG       := its name, or "its name": so where it has signs, or is another of these words
 *
 * age: seconds since the newest record; silent: that in usual times between
 * news (vitals.usual: late is silent>3); rate: steps a second; drift: of the step time, 0.1 for a tenth
 * slower; plateau: steps since the tag was at its best, the way that its name
 * says (better.h), else since it was as high or as low as never before; TAG: its
 * newest value (a NaN fulfils nothing but !=), or, but for ==, one that came since the last look (seen.h).
 * nan: such a value of some tag, or of this one, is none. run: the run's name matches (pattern.h), which
 * is for what else stands with it. NUMBER may end in k, M, G or %, and is finite.
 */
#ifndef TBTOP_MODEL_CONDITION_H
#define TBTOP_MODEL_CONDITION_H

#include "base/str.h"
#include "model/seen.h"
#include "model/steptime.h"

struct condition;

#define CONDITION_LENGTH 4096 /* bytes of text, at most */
#define CONDITION_TERMS 256

/* NULL when the text is none: then what is wrong is appended to `why`, one cleaned line. Freed by condition_free. */
struct condition *condition_parse(const char *text, struct str *why);
void condition_free(struct condition *condition); /* NULL is fine */

/*
 * What it is judged by. `steptime` is the run's; only asked for when the condition has to do with time, so NULL is
 * fine where condition_needs_steptime says no. `seen`: what was looked at before; NULL: the newest values alone count.
 */
struct condition_facts {
	const struct store *store;
	uint32_t run;
	const struct steptime *steptime;
	double now;
	const struct seen *seen;
};
bool condition_holds(const struct condition *condition, const struct condition_facts *facts);
/*
 * Where it holds: appends by what, a clean line such as "train/loss 31.2 at step 400"; nothing where its text says
 * all. Needs a steptime. Returns the step at which it came true: that of the value told first, else the run's newest.
 */
int64_t condition_tell(const struct condition *condition, const struct condition_facts *facts, struct str *out);
bool condition_needs_steptime(const struct condition *condition);
/* Whether it may come true by the passing of time alone, without a new record. */
bool condition_needs_time(const struct condition *condition);
/* Whether it asks for values of tags: then who looks again and again should note what was seen. */
bool condition_needs_seen(const struct condition *condition);
/* Whether it may ever hold for a run of that name: what it says of runs' names alone. */
bool condition_may_hold(const struct condition *condition, struct slice run);
/* Whether it speaks of an end: then all runs must be at theirs, and one that was over long ago fulfils nothing alone. */
bool condition_is_end(const struct condition *condition);

#endif
