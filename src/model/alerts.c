#include "model/alerts.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EVERY 1.0 /* seconds between two looks */

enum { NOT_LOOKED, IS_FALSE, IS_TRUE };

struct rule {
	char *text;
	struct condition *condition;
	uint8_t *runs; /* what it was for each, by number */
	size_t run_capacity;
};

struct entry {
	double wall;
	int64_t step;
	char *rule, *run, *by, *trouble; /* trouble: NULL without */
	bool seen;
};

struct alerts {
	struct rule rules[ALERT_RULES];
	uint32_t rule_count;
	struct entry log[ALERT_LOG]; /* a ring */
	uint64_t told;
	struct seen seen;
	double looked;     /* when the last round began */
	bool pending;      /* it isn't over: */
	uint32_t position; /* the run that is next */
};

struct alerts *alerts_new(void)
{
	struct alerts *alerts = xcalloc(1, sizeof *alerts);
	alerts->looked = -INFINITY;
	return alerts;
}

static void entry_fini(struct entry *entry)
{
	free(entry->rule);
	free(entry->run);
	free(entry->by);
	free(entry->trouble);
}

void alerts_free(struct alerts *alerts)
{
	if (!alerts)
		return;
	alerts_remove(alerts, NULL);
	for (size_t i = 0; i < ALERT_LOG; i++)
		entry_fini(&alerts->log[i]);
	seen_fini(&alerts->seen);
	free(alerts);
}

bool alerts_add(struct alerts *alerts, const char *rule, struct str *why)
{
	if (alerts->rule_count == ALERT_RULES) {
		str_append_text(why, "too many rules");
		return false;
	}
	struct condition *condition = condition_parse(rule, why);
	if (!condition)
		return false;
	alerts->rules[alerts->rule_count++] = (struct rule){.text = xstrdup(rule), .condition = condition};
	alerts->looked = -INFINITY;
	return true;
}

static void rule_fini(struct rule *rule)
{
	free(rule->text);
	free(rule->runs);
	condition_free(rule->condition);
}

uint32_t alerts_remove(struct alerts *alerts, const char *rule)
{
	uint32_t kept = 0, before = alerts->rule_count;
	for (uint32_t i = 0; i < before; i++) {
		struct rule one = alerts->rules[i];
		if (!rule || !strcmp(one.text, rule))
			rule_fini(&one);
		else
			alerts->rules[kept++] = one;
	}
	alerts->rule_count = kept;
	alerts->pending = false;
	return before - kept;
}

const char *alerts_rule(const struct alerts *alerts, uint32_t index)
{
	return alerts->rules[index].text;
}

uint32_t alerts_rule_count(const struct alerts *alerts)
{
	return alerts->rule_count;
}

bool alerts_need_time(const struct alerts *alerts)
{
	for (uint32_t i = 0; i < alerts->rule_count; i++)
		if (condition_needs_time(alerts->rules[i].condition))
			return true;
	return false;
}

static void tell(struct alerts *alerts, const struct rule *rule, const struct condition_facts *facts)
{
	struct entry *entry = &alerts->log[alerts->told++ % ALERT_LOG];
	struct slice run = store_run(facts->store, facts->run).name;
	struct str by = {0};
	int64_t step = condition_tell(rule->condition, facts, &by);
	entry_fini(entry);
	*entry = (struct entry){
		.wall = facts->now, .step = step, .rule = xstrdup(rule->text), .run = xmemdup0(run.data, run.length), .by = xstrdup(str_text(&by))};
	str_fini(&by);
}

static bool has_run(struct rule *rule, uint32_t run)
{
	size_t before = rule->run_capacity;
	if (run < before)
		return true;
	if (!array_reserve(&rule->runs, &rule->run_capacity, (size_t)run + 1))
		return false;
	memset(rule->runs + before, NOT_LOOKED, rule->run_capacity - before);
	return true;
}

/* True when it is news. */
static bool judge(struct rule *rule, const struct condition_facts *facts)
{
	if (!has_run(rule, facts->run))
		return false;
	uint8_t before = rule->runs[facts->run];
	bool holds = condition_holds(rule->condition, facts);
	rule->runs[facts->run] = holds ? IS_TRUE : IS_FALSE;
	if (!holds || before == IS_TRUE)
		return false;
	return before == IS_FALSE || facts->steptime->state == RUN_LIVE || facts->steptime->state == RUN_LATE;
}

static bool needs_seen(const struct alerts *alerts)
{
	for (uint32_t i = 0; i < alerts->rule_count; i++)
		if (condition_needs_seen(alerts->rules[i].condition))
			return true;
	return false;
}

static uint32_t judge_run(struct alerts *alerts, const struct store *store, uint32_t run, struct steptimes *steptimes,
                          double now)
{
	uint32_t news = 0;
	struct steptime steptime = *steptimes_get(steptimes, store, run, now);
	struct condition_facts facts = {store, run, &steptime, now, &alerts->seen};
	for (uint32_t i = 0; i < alerts->rule_count; i++) {
		if (!judge(&alerts->rules[i], &facts))
			continue;
		tell(alerts, &alerts->rules[i], &facts);
		news++;
	}
	return news;
}

uint32_t alerts_check(struct alerts *alerts, const struct store *store, struct steptimes *steptimes, double now,
                      uint64_t deadline)
{
	uint32_t news = 0;
	bool note = needs_seen(alerts);
	if (!alerts->rule_count || (!alerts->pending && fabs(now - alerts->looked) < EVERY))
		return 0;
	if (!alerts->pending) {
		alerts->looked = now;
		alerts->position = 0;
	}
	do {
		alerts->pending = alerts->position < store_run_count(store);
		if (!alerts->pending)
			break;
		uint32_t run = store_run_at(store, alerts->position++);
		news += judge_run(alerts, store, run, steptimes, now);
		if (note)
			seen_note_run(&alerts->seen, store, run);
	} while (!deadline || clock_mono() < deadline);
	alerts->seen.any |= note && !alerts->pending;
	return news;
}

bool alerts_pending(const struct alerts *alerts)
{
	return alerts->pending;
}

uint32_t alerts_count(const struct alerts *alerts)
{
	return alerts->told < ALERT_LOG ? (uint32_t)alerts->told : ALERT_LOG;
}

struct alert alerts_at(const struct alerts *alerts, uint32_t position)
{
	uint64_t id = alerts->told - 1 - position;
	const struct entry *entry = &alerts->log[id % ALERT_LOG];
	return (struct alert){
		id, entry->wall, entry->step, entry->rule, entry->run, entry->by, entry->trouble ? entry->trouble : "", entry->seen};
}

uint32_t alerts_unseen(const struct alerts *alerts)
{
	uint32_t unseen = 0;
	for (uint32_t i = 0; i < alerts_count(alerts); i++)
		unseen += !alerts_at(alerts, i).seen;
	return unseen;
}

/* NULL when it was forgotten. */
static struct entry *entry_of(struct alerts *alerts, uint64_t id)
{
	return id < alerts->told && alerts->told - id <= ALERT_LOG ? &alerts->log[id % ALERT_LOG] : NULL;
}

void alerts_acknowledge(struct alerts *alerts, uint64_t id)
{
	struct entry *entry = entry_of(alerts, id);
	if (entry)
		entry->seen = true;
}

void alerts_acknowledge_all(struct alerts *alerts)
{
	for (size_t i = 0; i < ALERT_LOG; i++)
		alerts->log[i].seen = true;
}

void alerts_trouble(struct alerts *alerts, uint64_t id, const char *what)
{
	struct entry *entry = entry_of(alerts, id);
	if (!entry)
		return;
	free(entry->trouble);
	entry->trouble = xstrdup(what);
}
