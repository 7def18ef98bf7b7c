/*
 * Extended regular expressions of what a person writes, made ready by regcomp(3), which unfolds repeats: each of a+++…
 * doubles what stands before it, and (a{99}){99} is 10,000 characters. So what would take gigabytes is refused before.
 */
#ifndef TBTOP_BASE_ERE_H
#define TBTOP_BASE_ERE_H

#include <regex.h>

/* As regcomp with REG_EXTENDED; REG_ESPACE also for what unfolds to too much. To be freed by regfree after a 0. */
int ere_make(regex_t *out, const char *text, int flags);

#endif
