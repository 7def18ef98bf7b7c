/*
 * A simulated GPU box: a directory of runs to which trainings, syncs and people
 * do what they do to real ones. One call is one random operation; the same seed
 * gives the same operations, whatever a reader does meanwhile.
 */
#ifndef TBTOP_SOAK_BOX_H
#define TBTOP_SOAK_BOX_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct box;

/* The directory must exist and be empty. Never NULL. */
struct box *box_new(const char *logdir, uint64_t seed);
void box_free(struct box *box);
void box_act(struct box *box);
/* Makes all readable again, where it should be. */
void box_unlock(struct box *box);
uint64_t box_actions(const struct box *box);
/* True when a link was made that may still be there. */
bool box_has_links(const struct box *box);
/* A line for the log. */
void box_note(struct box *box, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The operations, the last `count` of them. */
void box_print_log(const struct box *box, size_t count, FILE *to);

#endif
