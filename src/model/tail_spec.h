/*
 * How much of the newest end of x is followed, as a person says it: a share of
 * all, so many steps, so much time.
 *
 *   all            nothing is cut off
 *   20%            the last share
 *   500 steps      the last steps; also 500, 5k, 1.5M
 *   30m            the last time: s, m, h, d, and together, as 1h30m; also as words, 30 minutes
 *   % steps time   one of the three, as large as it was last; "share" and "minutes" mean the same
 */
#ifndef TBTOP_MODEL_TAIL_SPEC_H
#define TBTOP_MODEL_TAIL_SPEC_H

#include <stdbool.h>
#include <stddef.h>

enum tail {
	TAIL_NONE,    /* all of x */
	TAIL_PART,    /* its last share */
	TAIL_STEPS,   /* the last steps */
	TAIL_SECONDS, /* the last seconds */
	TAIL_ROUND,   /* so many are gone through in turn */
	TAIL_WIDTH = TAIL_ROUND, /* as wide as a zoom was that went over to following */
};

struct tail_spec {
	enum tail tail;
	double size; /* percent, whole steps, seconds; 0: as it was last */
};

/* Sizes at the start, by enum tail. */
extern const double tail_sizes[TAIL_ROUND];
/* False, and nothing set, for what says none. */
bool tail_parse(const char *text, struct tail_spec *out);

#define TAIL_TEXT 48
/* As tail_parse takes it, exactly: 10%, 500, 1.5h. Of one with a size, or of TAIL_NONE. */
void tail_text(char out[TAIL_TEXT], struct tail_spec spec);
/* For people: "10 %", "1 000 steps", "90 min". */
void tail_words(char out[TAIL_TEXT], struct tail_spec spec);

#endif
