/*
 * Rules that are watched over, and what came of them. A rule is a condition
 * (condition.h); it is told once when it becomes true of a run, and again only
 * after it was false. Values that came between two looks count, too (seen.h). What was true already of a run that is over when it was
 * first looked at is no news. One writer: the loop thread.
 */
#ifndef TBTOP_MODEL_ALERTS_H
#define TBTOP_MODEL_ALERTS_H

#include "model/condition.h"

#define ALERT_RULES 32
#define ALERT_LOG 200 /* the newest */

struct alerts;

struct alerts *alerts_new(void);
void alerts_free(struct alerts *alerts); /* NULL is fine */

/* False, with what is wrong appended to `why`, when it is no condition or there are too many. */
bool alerts_add(struct alerts *alerts, const char *rule, struct str *why);
/* No more watched over: the rule of that text; NULL: all. How many those were. What they told stays in the log. */
uint32_t alerts_remove(struct alerts *alerts, const char *rule);
uint32_t alerts_rule_count(const struct alerts *alerts);
const char *alerts_rule(const struct alerts *alerts, uint32_t index);
/* Whether a rule may come true by the passing of time alone. */
bool alerts_need_time(const struct alerts *alerts);

/*
 * Judges every rule for every run; how many came true. O(rules * series), so at
 * most once a second of `now`, nothing without rules, and no longer than to
 * `deadline` (monotonic ns; 0 for none): the runs that are left have their turn
 * with the next call, as long as some are pending.
 */
uint32_t alerts_check(struct alerts *alerts, const struct store *store, struct steptimes *steptimes, double now,
                      uint64_t deadline);
bool alerts_pending(const struct alerts *alerts);

struct alert {
	uint64_t id;            /* counts up */
	double wall;            /* when it was told */
	int64_t step;           /* of the run: where it came true (condition_tell) */
	const char *rule, *run; /* the run's name as it is: to be cleaned before it is shown */
	const char *by;         /* what fulfilled the rule: condition_tell; "" without */
	const char *trouble;    /* what went wrong with telling it, clean; "" without */
	bool seen;              /* somebody acknowledged it */
};
/* The newest first. */
uint32_t alerts_count(const struct alerts *alerts);
struct alert alerts_at(const struct alerts *alerts, uint32_t position);
uint32_t alerts_unseen(const struct alerts *alerts);
/* One by its id; all. Ids that the log has forgotten are fine. */
void alerts_acknowledge(struct alerts *alerts, uint64_t id);
void alerts_acknowledge_all(struct alerts *alerts);
/* The last that is said of an alert stays. */
void alerts_trouble(struct alerts *alerts, uint64_t id, const char *what);

#endif
