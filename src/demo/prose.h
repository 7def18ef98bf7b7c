/* What a simulated model writes, and what is written about it. Pure. */
#ifndef TBTOP_DEMO_PROSE_H
#define TBTOP_DEMO_PROSE_H

#include "base/str.h"
#include "demo/plan.h"

/* Markdown: a prompt and how the model goes on, letters in disorder until `quality` nears 1. */
void prose_sample(struct str *out, double quality, struct chance *chance);
/* Markdown: what this run tries, as a table. */
void prose_settings(struct str *out, const struct plan *plan);
/* Markdown: what an evaluation found. */
void prose_report(struct str *out, int64_t step, double loss, double accuracy, double best);

#endif
