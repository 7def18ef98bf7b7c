/*
 * What is told of a run at a glance, in one line or four: plain data of fixed
 * size, so that it can be kept (`--status`) and looked at later. Whatever
 * depends on the time is reckoned from it when it is shown.
 */
#ifndef TBTOP_MODEL_GIST_H
#define TBTOP_MODEL_GIST_H

#include "model/eta.h"
#include "model/steptime.h"

#define GIST_TAGS 2
#define GIST_SPARK 12
#define GIST_NAME 64

struct gist_tag {
	char name[GIST_NAME]; /* as it is shown: cleaned, the part that tells it from others */
	double value, before;   /* the newest, and the one a twelfth of the way back */
	double spark[GIST_SPARK];
	uint32_t spark_count;
};

struct gist {
	char run[GIST_NAME]; /* cleaned */
	struct vitals vitals;
	bool has_step;
	int64_t last_step;
	double rate, p95;
	struct steptime steptime; /* for the time left */
	struct target target;
	uint32_t restarts, problems;
	double odd;            /* the newest value of some tag, where it is not finite; else 0 */
	struct gist_tag tags[GIST_TAGS];
	uint32_t tag_count;
};

/* `tag`: the one to tell first, or STORE_NONE: a loss. O(tags of the run). */
struct gist gist_of(const struct store *store, uint32_t run, const struct steptime *steptime, uint32_t tag,
                        struct target target, double now);
/* Another name for the run; cleaned. */
void gist_set_name(struct gist *gist, struct slice name);
/* Whether one that was kept is fit to be shown: texts that end, counts within their arrays. */
bool gist_is_sound(const struct gist *gist);
/* 0 to 1 of the way to the target; NaN without one. */
double gist_part(const struct gist *gist);
/* As eta_left, at `now`. */
struct eta gist_time_left(const struct gist *gist, double now);

#endif
